import type { HelpFacts } from '../../site/help/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'help.no_page': '帮助中没有这一页，请从 /help 重新查找',
  'help.no_picture': '没有这张图片',
} satisfies Catalogue<HelpFacts>;
