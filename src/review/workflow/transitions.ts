/** The life of a submission (R58). Nothing else changes its state. */
export const transitions = {
  submit: { from: ['draft', 'returned'], to: 'submitted', by: 'institution' },
  recall: { from: ['submitted'], to: 'draft', by: 'institution' },
  claim: { from: ['submitted'], to: 'claimed', by: 'reviewer' },
  release: { from: ['claimed'], to: 'submitted', by: 'reviewer' },
  /** The first of two approvals, of a kind that needs a second reviewer (复核). */
  check: { from: ['claimed'], to: 'checked', by: 'reviewer' },
  approve: { from: ['claimed', 'checked'], to: 'approved', by: 'reviewer' },
  return: { from: ['claimed', 'checked'], to: 'returned', by: 'reviewer' },
  reject: { from: ['claimed', 'checked'], to: 'rejected', by: 'reviewer' },
} as const satisfies Record<string, { from: readonly State[]; to: State; by: 'institution' | 'reviewer' }>;

export type State = 'draft' | 'submitted' | 'claimed' | 'checked' | 'approved' | 'returned' | 'rejected';
export type Action = keyof typeof transitions;

export const stateNames: Readonly<Record<State, string>> = {
  draft: '草稿',
  submitted: '待审核',
  claimed: '审核中',
  checked: '待复核',
  approved: '已通过',
  returned: '退回修改',
  rejected: '不予通过',
};

/** The mark of each state: partials of tags read it. */
export const tones: Readonly<Record<State, string>> = {
  draft: '',
  submitted: 'wait',
  claimed: 'wait',
  checked: 'wait',
  approved: 'ok',
  returned: 'warn',
  rejected: 'bad-t',
};

export const actionNames: Readonly<Record<Action, string>> = {
  submit: '提交审核',
  recall: '撤回',
  claim: '认领',
  release: '放回待审核',
  check: '初审通过',
  approve: '通过',
  return: '退回修改',
  reject: '不予通过',
};

/** Begun and not decided: with the institution or with the reviewers. */
export const openStates = ['draft', 'returned', 'submitted', 'claimed', 'checked'] as const satisfies readonly State[];

export const isEditable = (state: State): boolean => state === 'draft' || state === 'returned';
export const isOpen = (state: State): boolean => state === 'submitted' || state === 'claimed' || state === 'checked';
export const mayGo = (state: State, action: Action): boolean =>
  (transitions[action].from as readonly State[]).includes(state);
