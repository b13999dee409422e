import type { Accept, Inspected } from './file.ts';
import { createPictureProcess, Unfinished } from './picture-process.ts';

/** For what nobody has looked at yet: kept apart from the pictures that are published, which never wait behind it. */
const uploads = createPictureProcess();

const problems = {
  time: '这个文件太复杂，10 秒内没有读完。图片请缩小尺寸或另存为 PNG、JPG，PDF 请用“打印为 PDF”重新导出后再上传',
  memory: '这个文件太复杂，打开它占用的内存太多。图片请缩小尺寸或另存为 PNG、JPG 后再上传',
  broken: '这个文件打不开，可能没有保存完整，请重新导出后再上传',
};

/** Looks into an upload: what it is, whether it is whole and harmless. The name is not asked. */
export async function inspect(bytes: Buffer, accept: Accept): Promise<Inspected> {
  try {
    return await uploads('inspect', bytes, accept);
  } catch (error) {
    if (error instanceof Unfinished) return { problem: problems[error.why] };
    throw error;
  }
}
