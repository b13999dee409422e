import { bearer, type Explained, json, one } from '../../http/explained.ts';

/** Those of one field: `errors[].code`. */
export const explainedFields: Readonly<Record<string, Explained>> = {
  required: {
    title: '没有填写',
    cause: '这个字段必须有值。',
    cure: '填写后重新发送。字段的含义见它的 help。',
  },
  required_here: {
    title: '这种情况下须填写',
    cause: '这个字段平时可以不填，与其他字段合在一起时需要，例如取消活动须写原因。',
    cure: '按 message 补上。',
  },
  invalid_value: {
    title: '值不合要求',
    cause: '值的类型、长度、范围不对，或与其他字段矛盾。',
    cure: '按 message 修改。可以选的值见栏目的字段说明。',
    curl: 'curl "$ORIGIN/api/v1/channels/activity/schema"',
  },
  unknown_field: {
    title: '没有这个字段',
    cause: '请求带了 Prefer: handling=strict，而栏目没有这个字段。',
    cure: '核对字段名称，或删去它。不带 Prefer 时，不认识的字段会被忽略。',
    curl: `curl -X PUT ${bearer} ${json} -H "Prefer: handling=strict" -d @activity.json ${one}`,
  },
  region_retired: {
    title: '行政区划代码已停用',
    cause: '这个代码曾经使用，现在已经撤销或合并。',
    cure: 'message 写明了现在的代码。也可以查询哪些代码有变动。',
    curl: 'curl "$ORIGIN/api/v1/regions?updated_since=2026-01-01"',
  },
  media_not_found: {
    title: '图片或附件取不到',
    cause: '文件编号不存在，或图片的地址打不开、不是图片。',
    cure: '先用 POST /api/v1/files 上传，把编号写进字段；或确认地址能从公网访问。',
    curl: `curl ${bearer} -F file=@cover.jpg "$ORIGIN/api/v1/files"`,
  },
  image_too_small: {
    title: '图片太小',
    cause: '图片会被放大变模糊。封面不小于 800×450。',
    cure: '换一张更大的图片。',
    curl: `curl ${bearer} -F file=@cover.jpg "$ORIGIN/api/v1/files"`,
  },
};
