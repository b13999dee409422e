import { z } from 'zod';
import { isId } from '../crypto/secrets.ts';
import { partsOf, tooMany } from './list.ts';

type Options = Readonly<Record<string, string>>;
const choose = (label: string) => `请选择${label}`;

/** One of these: value → words. */
export const select = <Choice extends Options>(label: string, options: Choice, meta: z.GlobalMeta = {}) =>
  z
    .string(choose(label))
    .refine((value): value is Extract<keyof Choice, string> => Object.hasOwn(options, value), choose(label))
    .meta({ ...meta, title: label, control: 'select', options });

/** Some of these, at least `min`. */
export const checks = <Choice extends Options>(
  label: string,
  options: Choice,
  { min = 1, ...meta }: z.GlobalMeta & { min?: number } = {},
) =>
  z
    .string(choose(label))
    .transform((value, ctx) => {
      const list = partsOf(value, { most: Object.keys(options).length });
      const chosen = 'parts' in list ? list.parts : [];
      if ('now' in list || chosen.length < min || chosen.some((each) => !Object.hasOwn(options, each)))
        ctx.addIssue({ code: 'custom', message: choose(label) });
      return chosen.filter((each): each is Extract<keyof Choice, string> => Object.hasOwn(options, each));
    })
    .meta({ ...meta, title: label, control: 'checks', options });

/** A box to tick; `must` is what is said when it has to be ticked and is not. */
export const check = (label: string, must?: string, meta: z.GlobalMeta = {}) =>
  (must === undefined
    ? z
        .string()
        .optional()
        .transform((value) => value === '1')
    : z
        .string(must)
        .refine((value) => value === '1', must)
        .transform(() => true)
  ).meta({ ...meta, title: label, control: 'check' });

/** What stands in a field of uploads: the id of one, or the address of a picture that is fetched. */
export const isFetched = (line: string) =>
  line.length <= 255 && URL.canParse(line) && new URL(line).protocol === 'https:';

/** What is wrong with a line that is neither an upload nor an address that can be fetched. */
function fileProblem(label: string, line: string, orAddress: boolean): string {
  if (/^http:\/\//i.test(line)) return `${label}地址以 http:// 开头，请换成 https:// 的地址，或者上传文件`;
  if (line.length > 255) return `${label}地址超过 255 个字符，请换一个短的地址，或者上传文件`;
  const words = [...line].slice(0, 40).join('');
  return orAddress
    ? `${label}“${words}”不是 https:// 开头的地址，请核对，或者上传文件`
    : `${label}“${words}”不是上传后得到的编号，请先上传文件`;
}

/** Uploads, by their ids, one a line; `orAddress`: or where a picture is fetched from. */
export const files = (
  label: string,
  {
    types,
    most,
    min = 1,
    least,
    orAddress = false,
    ...meta
  }: z.GlobalMeta & {
    orAddress?: boolean;
    types: readonly string[];
    most: number;
    min?: number;
    least?: { width: number; height: number };
  },
) =>
  z
    .string(`请上传${label}`)
    .transform((value, ctx) => {
      const list = partsOf(value, { most });
      if ('now' in list) {
        ctx.addIssue({ code: 'custom', message: tooMany(label, most, list.now, '个文件') });
        return z.NEVER;
      }
      const ids = list.parts;
      const wrong = ids.find((id) => !isId(id) && !(orAddress && isFetched(id)));
      if (ids.length < min) ctx.addIssue({ code: 'custom', message: `请上传${label}` });
      else if (wrong !== undefined) ctx.addIssue({ code: 'custom', message: fileProblem(label, wrong, orAddress) });
      return ids;
    })
    .meta({
      ...meta,
      title: label,
      control: 'files',
      accept: { types, most, ...(least && { least }) },
      raw: 400 * (most + 1),
    });
