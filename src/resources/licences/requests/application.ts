import type { Problems } from '../../../errors.ts';
import { check } from '../../../fields/choice.ts';
import type { Form, Values } from '../../../fields/form.ts';
import { day } from '../../../fields/moment.ts';
import { someOf } from '../../../fields/option.ts';
import { text } from '../../../fields/text.ts';
import { textOf } from '../../channels/channel.ts';
import { numberIn, resources } from '../catalogue/line.ts';
import { fact } from '../facts.ts';
import { purposes } from '../terms/purposes.ts';
import { textsOf } from '../terms/terms-data.ts';

/** 申请许可. */
export const applicationForm: Form = {
  groups: [
    { name: 'resources', title: '资源', fields: { resources } },
    {
      name: 'use',
      title: '用途与期限',
      fields: {
        purposes: someOf('用途', purposes),
        usage: text('使用说明', { min: 5, max: 500, lines: true }).meta({
          title: '使用说明',
          max: 500,
          control: 'textarea',
          hint: '在哪里、给谁、怎样使用。',
        }),
        platform: text('使用平台', { max: 50 }).meta({
          title: '使用平台',
          max: 50,
          hint: '展示或存放资源的平台、场馆名称。',
        }),
        application: text('平台的 AK', { max: 64 })
          .meta({ title: '平台的 AK', max: 64, hint: '由平台的程序取用资源包时填写；只在后台下载时不用填。' })
          .optional(),
        from: day('开始日期'),
        until: day('结束日期'),
      },
    },
    {
      name: 'promise',
      title: '承诺',
      lead: '只按批准的用途、平台和期限使用，按要求署名，不转授他人；到期或收回后停止使用并删除副本。',
      fields: {
        promise: check('本机构承诺遵守以上约定', fact('licences.promise_missing')),
      },
    },
  ],
  checksInPart: true,
  check: ({ from, until }): Problems =>
    typeof from === 'string' && typeof until === 'string' && until < from
      ? { until: fact('licences.ends_before_start') }
      : {},
};

/** The contents of an application. */
export const requestedUse = (values: Values) => ({
  lines: textsOf(values.resources),
  numbers: textsOf(values.resources).map(numberIn),
  purposes: textsOf(values.purposes),
  usage: textOf(values.usage) ?? '',
  platform: textOf(values.platform) ?? '',
  clientId: textOf(values.application),
  from: textOf(values.from) ?? '',
  until: textOf(values.until) ?? '',
});

export type RequestedUse = ReturnType<typeof requestedUse>;
