import type { BrandFacts } from '../../brand/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const brand = {
  'brand.no_picture': '没有这张按钮图，请从按钮规范页下载',
  'brand.login_address': '登录地址以 / 开头，或是 https 网址，例如 /login',
} satisfies Catalogue<BrandFacts>;
