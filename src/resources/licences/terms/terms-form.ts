import { z } from 'zod';
import type { Problems } from '../../../errors.ts';
import { files } from '../../../fields/choice.ts';
import type { Form } from '../../../fields/form.ts';
import { issue } from '../../../fields/issue.ts';
import { partsOf, problemOfLines, tooMany } from '../../../fields/list.ts';
import { integer } from '../../../fields/number.ts';
import { option, someOf } from '../../../fields/option.ts';
import { regionCode } from '../../../fields/regions/region.ts';
import { text } from '../../../fields/text.ts';
import { fact } from '../facts.ts';
import { purposes } from './purposes.ts';

const most = 20;
const isWeb = (line: string) => line.length <= 1_000 && /^https?:$/.test(URL.parse(line)?.protocol ?? '');

/** Where streams and large files are fetched, one a line. */
const media = z
  .string()
  .transform((typed, ctx) => {
    const list = partsOf(typed, { most });
    const lines = 'parts' in list ? list.parts : [];
    if ('now' in list) ctx.addIssue(issue(tooMany('地址', most, list.now, 'piece')));
    const wrong = problemOfLines(
      lines.flatMap((line, place) => (isWeb(line) ? [] : [fact('licences.media_line', { line: place + 1 })])),
    );
    if (wrong !== undefined) ctx.addIssue(issue(wrong));
    return lines;
  })
  .meta({
    title: '媒体地址',
    control: 'lines',
    raw: 1_100 * most,
    hint: '音视频、电子书的下载或拉流地址，一行一个。只写进资源包。',
  });

const whenOpen = { requiredWhen: '开放申请时必填' };

/** 共享条件 of one entry. */
export const termsForm: Form = {
  groups: [
    {
      name: 'terms',
      title: '共享条件',
      lead: '审核通过后，各地机构可以在国家资源库看到这条内容，并按这些条件申请许可。已经批准的许可不受以后修改的影响。',
      fields: {
        title: text('资源', { max: 200 }).meta({ title: '资源', readonly: true }).optional(),
        sharing: option('是否开放申请', { open: '开放申请', closed: '不再开放' }),
        purposes: someOf('允许的用途', purposes, whenOpen).optional(),
        months: integer('许可期限最长（月）', { min: 1, max: 60, hint: '1 到 60。', ...whenOpen }).optional(),
        commercial: option('商业使用', { no: '不允许', yes: '允许' }),
        region: regionCode('限定省份', {
          hint: '只限某省使用时填写省的 6 位代码，例如 330000；不填表示全国可用。',
        }).optional(),
        attribution: text('署名方式', { max: 100 }).meta({
          title: '署名方式',
          max: 100,
          hint: '使用时应当标明的文字，例如“来源：国家公共文化云”。',
        }),
        note: text('其他约定', { max: 500, lines: true }).optional(),
      },
    },
    {
      name: 'content',
      title: '资源包内容',
      lead: '元数据和封面会自动放入资源包。',
      fields: {
        media: media.optional(),
        files: files('随包文件', {
          types: ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'],
          most: 10,
          min: 0,
          hint: '脚本、字幕说明、海报等，JPG、PNG、WebP、PDF，最多 10 个，每个不超过 10 MB。音视频请填写媒体地址。',
        }).optional(),
      },
    },
  ],
  check: (values): Problems => {
    if (values.sharing !== 'open') return {};
    const { purposes: allowed, months, region } = values;
    return {
      ...(!(Array.isArray(allowed) && allowed.length > 0) && { purposes: fact('licences.purposes_missing') }),
      ...(months === undefined && { months: fact('licences.months_missing') }),
      ...(typeof region === 'string' && !region.endsWith('0000') && { region: fact('licences.province_form') }),
    };
  },
};
