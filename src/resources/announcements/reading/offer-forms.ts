type Form = { example: string; pattern: string };

/** Words that lend a room, with an example of each. */
export const lendings: Readonly<Record<string, Form>> = {
  mayBeBooked: { example: '可提前三天预约', pattern: '(?:可以?|能|请|须|需)[^\\n。,]{0,10}(?:预约|预订|预定|借|租)' },
  toThePublic: { example: '对外承接', pattern: '对外(?:开放|出租|租用|承接)' },
  forRent: { example: '展厅租用', pattern: '租用|租借|出租|借用' },
  bookingOfCourt: { example: '场馆预定', pattern: '场[地馆](?:预约|预订|预定|租)' },
  accepting: { example: '接受2027年1-3月档期申请', pattern: '接受[^\\n。,]{0,14}(?:预约|预订|申请)' },
  rulesOfUse: { example: '音乐排练室使用说明', pattern: '[^\\n。,]{2,14}(?:使用|借用)(?:说明|规则|规定)' },
  rulesOfBooking: {
    example: '预约须知',
    pattern: '(?:预约|预订|预定)(?:使用|须知|公告|指南|办法|说明|规则|通知)',
  },
  openForBooking: { example: '时段已开放', pattern: '开放预约|时段已?开放|(?:开放|可约|可订)时段' },
  bookedThrough: { example: '凭读者证在自助机上预约', pattern: '(?:凭|登录|通过)[^\\n。,]{1,16}预约|座位预约' },
  open: { example: '免费开放', pattern: '(?:免费|正式|全天)开放|开放啦|开放使用' },
  openTo: { example: '向社区居民开放', pattern: '向[^。\\n,]{2,14}开放' },
  use: { example: '申请使用', pattern: '使用(?:申请|须知|指南|办法|说明|规则)|申请使用|约用|可用' },
  free: { example: '尚有档期', pattern: '空闲|档期|空档|订场' },
  forUse: { example: '供社团使用', pattern: '供[^。\\n,]{2,10}(?:使用|预约)' },
  ahead: {
    example: '提前一天说',
    pattern: '提前[^\\n。,]{1,12}(?:预约|登记|预订|致电|电话|打|跟|说|讲)',
  },
};

/** Words of selling; two of them and a price make a ware. */
export const sellings: Readonly<Record<string, Form>> = {
  kind: { example: '文创', pattern: '文创|周边(?=[:,“ ]|$)|礼盒|盲盒' },
  buying: { example: '下单', pattern: '购买|下单|选购|邮购|订购|起订|定做|定制' },
  onSale: {
    example: '现货',
    pattern: '现货|预售|开售|发售|在售|有售|热卖|出售|售卖|上架|上市|上新|限量|售完|售出',
  },
  sending: { example: '包邮', pattern: '发货|包邮|快递|顺丰|邮寄|邮费|自提' },
  shop: { example: '微店', pattern: '商店|商城|店铺|微店|淘宝|店(?:及|与|同步|有售)' },
  price: { example: '零售', pattern: '售价|零售|定价|原价|\\d ?元?\\/[人位]' },
  make: { example: '规格', pattern: '规格|产地|净含量|保质期|材质|尺寸' },
  size: { example: '12×3 cm', pattern: '\\d ?[×x*] ?\\d{1,4} ?(?:cm|厘米|mm)|\\d{1,4} ?(?:克|斤|ml|毫升)' },
  unit: {
    example: '/套',
    pattern: '[一二两五十半\\d]斤?[袋盒瓶罐件套斤]装|(?:\\/|每|一)(?:袋|盒|瓶|罐|件|套|斤|只|枚|把|块|本)',
  },
  card: { example: '年卡', pattern: '[年月次季]卡|卡(?=”?发售)' },
};

export const anyOf = (forms: Readonly<Record<string, Form>>, flags = ''): RegExp =>
  new RegExp(
    Object.values(forms)
      .map(({ pattern }) => pattern)
      .join('|'),
    flags,
  );
