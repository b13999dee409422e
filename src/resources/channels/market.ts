import { creditCode } from '../../fields/china/credit-code.ts';
import { decimal, integer } from '../../fields/number.ts';
import { option } from '../../fields/option.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { type Channel, numberOf } from './channel.ts';
import { fact } from './facts.ts';
import { exampleOf, units, withSharedGroups } from './shared.ts';

export const market: Channel = {
  code: 'market',
  name: '赶大集',
  lead: '非遗手作、文创和特产，跳转到贵方的页面购买',
  character: '集',
  slogan: '非遗与乡村好物',
  schemaType: 'Product',
  groups: withSharedGroups({
    name: 'market',
    title: '商品信息',
    lead: '本平台不交易，购买时跳转到贵方的页面。',
    fields: {
      kind: option('类别', {
        craft: '非遗手作',
        creative: '文创',
        specialty: '特产',
        book: '图书',
        service: '研学/体验',
        show: '演出票务',
      }),
      spec: text('规格', { max: 60 }).optional(),
      price: decimal('价格（元）', {
        min: 0,
        max: 999_999.99,
        digits: 2,
        units: units.money,
        hint: '免费的体验填 0，类别选“研学/体验”。',
      }),
      list_price: decimal('原价', { min: 0, max: 999_999.99, digits: 2, units: units.money }).optional(),
      seller: text('经营主体', { max: 50 }),
      seller_uscc: creditCode('经营主体信用代码'),
      inheritor: text('传承人', { max: 30 }).optional(),
      heritage_level: option(
        '非遗级别',
        { national: '国家级', province: '省级', city: '市级', county: '县级', none: '未列入名录' },
        { hint: '非遗手作填写。' },
      ).optional(),
      buy_url: webAddress('购买链接'),
      origin: text('产地', { max: 30 }).optional(),
      after_sale: text('售后说明', { max: 300, lines: true }).optional(),
    },
  }),
  addresses: ['buy_url', 'pc_url', 'h5_url'],
  check: (values) => ({
    ...(values.kind === 'craft' &&
      values.heritage_level === undefined && { heritage_level: fact('channels.heritage_level_missing') }),
    ...(values.price === 0 && values.kind !== 'service' && { price: fact('channels.price_zero') }),
    ...((numberOf(values.list_price) ?? Infinity) < (numberOf(values.price) ?? 0) && {
      list_price: fact('channels.list_price_low'),
    }),
  }),
  live: { stock: integer('库存', { min: 0, max: 1_000_000, units: units.pieces }).optional() },
  example: exampleOf({
    external_id: 'qx-mk-001',
    title: '手工剪纸“福”字礼盒',
    summary: '传承人手剪，红宣纸，附装裱框。',
    kind: 'craft',
    spec: '30×20 cm',
    price: '128.00',
    list_price: '168.00',
    seller: '青溪非遗工坊',
    seller_uscc: '91330100DEM000057N',
    inheritor: '周云',
    heritage_level: 'province',
    buy_url: 'https://shop.qingxi.example.cn/1',
    origin: '浙江杭州',
    after_sale: '七天无理由退货',
  }),
  listed: ['kind', 'price', 'list_price', 'seller', 'origin'],
  filters: ['kind', 'heritage_level'],
};
