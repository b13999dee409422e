import { fileKinds } from '../../fields/file-kinds.ts';
import type { FileFacts } from '../../files/facts.ts';
import type { Catalogue } from '../catalogue.ts';

const uncounted = {
  dashes: '虚线（stroke-dasharray）',
  markers: '线端标记（marker）',
  filter: '滤镜（filter）',
} as const;

export const facts = {
  'files.none_sent': '请以 multipart/form-data 的 file 字段上传一个文件',
  'files.picture_small': ({ width, height, least_width, least_height }) =>
    `图片是 ${width}×${height}，会被放大变模糊，请上传不小于 ${least_width}×${least_height} 的图片`,
  'files.took_too_long':
    '这个文件太复杂，10 秒内没有读完。图片请缩小尺寸或另存为 PNG、JPG，PDF 请用“打印为 PDF”重新导出后再上传',
  'files.took_too_much': '这个文件太复杂，打开它占用的内存太多。图片请缩小尺寸或另存为 PNG、JPG 后再上传',
  'files.broken': '这个文件打不开，可能没有保存完整，请重新导出后再上传',
  'files.empty': '这个文件是空的，请重新选择',
  'files.mail_expected': '请上传从邮箱中另存的 EML 邮件',
  'files.pdf_head': '这个 PDF 的开头不完整，请重新导出后再上传',
  'files.pdf_incomplete': '这个 PDF 没有保存完整，请重新导出后再上传',
  'files.pdf_strange': '这个 PDF 的结构看不懂，请用“打印为 PDF”重新导出后再上传',
  'files.pdf_password': '这个 PDF 有密码或加密，请去掉后再上传',
  'files.pdf_active': '这个 PDF 含有脚本、附件或会自动打开的内容，请用“打印为 PDF”重新导出后再上传',
  'files.busy': '现在上传的人很多，请稍后再试',
  'files.picture_moves': '请上传静态图片，不要用动图',
  'files.picture_broken': '图片打不开，可能没有保存完整，请重新导出后再上传',
  'files.svg_broken': 'SVG 打不开，请另存为 PNG 再上传',
  'files.svg_long': ({ width, height }) =>
    `SVG 太长（画出来是 ${width}×${height}），请缩短到宽的三倍以内，或另存为 PNG 再上传`,
  'files.picture_large': ({ width, height }) => `图片太大（${width}×${height}），请缩小到 4000 万像素以内`,
  'files.picture_too_much': '图片太复杂，没有处理完，请缩小尺寸后重新上传',
  'files.crop_outside': ({ width, height }) => `裁剪范围超出了图片（${width}×${height}），请重新选择`,
  'files.crop_small': ({ width, height, least_width, least_height }) =>
    `裁剪范围是 ${width}×${height}，会被放大变模糊，请选不小于 ${least_width}×${least_height} 的范围`,
  'files.not_found': '没有找到这个文件，它可能已被删除',
  'files.too_much_today': ({ megabytes }) => `贵机构一天内上传的文件合计超过 ${megabytes} MB，请明天再上传`,
  'files.upload_gone': '上传的文件已经不在了，请重新上传',
  'files.role_may_not_upload': '您的角色不能上传文件，请联系本机构的管理员',
  'files.svg_cut': 'SVG 打不开，可能没有保存完整，请重新导出后再上传',
  'files.svg_large': 'SVG 超过 512 KB，请另存为 PNG 再上传',
  'files.svg_not_utf8': 'SVG 不是 UTF-8 编码，请另存为 PNG 再上传',
  'files.svg_doctype': 'SVG 含有 DOCTYPE 声明，请另存为 PNG 再上传',
  'files.svg_script': 'SVG 含有脚本或嵌入的网页，请另存为 PNG 再上传',
  'files.svg_foreign': 'SVG 引用了外部文件，请另存为 PNG 再上传',
  'files.svg_filter': 'SVG 含有滤镜或动画，请另存为 PNG 再上传',
  'files.svg_huge': 'SVG 的宽高太大，请另存为 PNG 再上传',
  'files.svg_text': 'SVG 中的文字请先转为轮廓（曲线），或请另存为 PNG 再上传',
  'files.svg_style': 'SVG 的样式表（style）太长，请简化图形，或另存为 PNG 再上传',
  'files.svg_uncounted': ({ what }) => `SVG 含有${uncounted[what]}，请先转为轮廓（扩展描边），或另存为 PNG 再上传`,
  'files.svg_deep': ({ most }) => `SVG 的图层嵌套超过 ${most} 层，请简化图形，或另存为 PNG 再上传`,
  'files.svg_references': ({ most }) =>
    `SVG 中的引用（use、mask、pattern）互相引用，或超过 ${most} 层，请简化图形，或另存为 PNG 再上传`,
  'files.svg_much': 'SVG 太复杂：引用（use）展开后的图形太多，请简化图形，或另存为 PNG 再上传',
  'files.type_expected': ({ types }) => `请上传 ${fileKinds(types)} 文件（按文件内容判断，改扩展名不起作用）`,
} satisfies Catalogue<FileFacts>;
