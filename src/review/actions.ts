import type { Action } from '../http/search.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';

/** For 搜索和命令. */
export const actions: readonly Action[] = [
  { policy: may('see and claim submissions'), href: '/admin/review', label: fact('review.do_claim_next') },
  { policy: may('edit the phrases of reviewers'), href: '/admin/phrases', label: fact('review.do_phrases') },
  { policy: may('edit the sensitive words'), href: '/admin/words', label: fact('review.do_words') },
];
