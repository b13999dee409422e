import type { BrandFacts, BrandPageFacts } from '../../site/brand/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'brand.no_picture': '没有这张按钮图，请从按钮规范页下载',
  'brand.login_address': '登录地址以 / 开头，或是 https 网址，例如 /login',
  'brand.light': '浅色，48 px。白、纸色和浅灰底',
  'brand.light_alt': '浅色按钮',
  'brand.dark': '深色，48 px。深底和照片旁',
  'brand.dark_alt': '深色按钮',
  'brand.high': '60 px，长辈版和自助机',
  'brand.high_alt': '60 像素高的按钮',
  'brand.low': '44 px，最小，不再小',
  'brand.low_alt': '44 像素高的按钮',
  'brand.round': '圆角，短文字。圆角的登录框里',
  'brand.round_alt': '圆角、短文字的按钮',
  'brand.pill': '胶囊。其他按钮也是胶囊时',
  'brand.pill_alt': '胶囊按钮',
  'brand.icon': '只有标志：名称必须写在下面',
  'brand.icon_alt': '只有标志的按钮',
  'brand.icon_dark': '只有标志，深色、圆形',
  'brand.icon_dark_alt': '深色圆形标志按钮',
} satisfies Catalogue<BrandFacts & BrandPageFacts>;
