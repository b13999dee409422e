import type { Knex } from 'knex';

/** What reviewers of every platform write most; operators change them on 常用语. */
const sentences: readonly (readonly [kind: string | null, text: string])[] = [
  ['certification', '证件照不清晰，请用扫描件重新上传（≥ 200 dpi）。'],
  ['certification', '授权书没有加盖公章。请打印预填的授权书，盖章后重新扫描上传。'],
  ['certification', '授权书上的经办人与填写的不一致，请核对后重新上传。'],
  ['certification', '授权期限已过，请换一份仍在期限内的授权书。'],
  ['certification', '机构全称与证书上的名称不一致，请按证书填写。'],
  ['certification', '统一社会信用代码与证书不一致，请对照证书逐位核对。'],
  ['certification', '行政区划与证书上的住所不一致，请核对后重新选择。'],
  ['certification', '法定代表人与证书不一致；如已变更，请上传变更后的证书。'],
  ['application', '应用地址打不开，请确认网站已经上线、公网可以访问。'],
  ['application', '回调地址与应用地址不是同一个单位的域名，请说明或更换。'],
  ['application', '登录用途说明写得太笼统，请写明公民登录后可以做什么。'],
  ['application', '申请的能力超出用途，请只勾选实际需要的，或补充说明。'],
  ['link', '海报上的文字太小，缩小到 180×50 后看不清，请换一张。'],
  ['link', '链接打开的不是贵单位的首页，请核对后重新填写。'],
  [null, '有内容没有填完整，请补充后重新提交。'],
  [null, '联系电话无法接通，请核对后重新填写。'],
  [null, '资料已过有效期，请上传最新的。'],
];

export async function up(knex: Knex): Promise<void> {
  for (const [place, [kind, text]] of sentences.entries())
    await knex.raw(
      `insert into review_phrases (id, kind, text, created_at)
       values (gen_random_uuid(), ?, ?, timestamptz '2026-01-01 00:00:00+08' + make_interval(secs => ?))`,
      [kind, text, place],
    );
}

export const down = (knex: Knex) => knex.raw(`delete from review_phrases`);
