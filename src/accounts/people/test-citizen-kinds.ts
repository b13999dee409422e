import { named } from '../../named.ts';

type Kind = {
  /** As the list of kinds has it. */
  title: string;
  /** Without one it is 测试市民 and a number. */
  nickname?: string;
  /** Known from a year of birth. */
  age?: number;
  hasNoPhone?: true;
  standing?: 'locked' | 'deleted';
};

/** Test citizens that a partner's program has to bear. Adding one is an entry here, and a line in docs/portal/sandbox.md. */
export const testCitizenKinds = {
  adult: { title: '普通的成年人' },
  child: { title: '不满 14 周岁', nickname: '小满', age: 10 },
  elder: { title: '80 岁', nickname: '周德福', age: 80 },
  four_characters: { title: '四个字的姓名', nickname: '欧阳清溪' },
  dotted: { title: '有间隔号的姓名', nickname: '阿依古丽·买买提' },
  rare: { title: '生僻字', nickname: '㛃𠮷' },
  long: { title: '最长的昵称', nickname: '溪边读书会的老朋友们每个周末都来坐坐呀' },
  no_phone: { title: '没有手机号', hasNoPhone: true },
  locked: { title: '已锁定，不能登录', standing: 'locked' },
  deleted: { title: '已注销，不能登录', nickname: '注销的市民', standing: 'deleted' },
} as const satisfies Record<string, Kind>;

export type TestCitizenKind = keyof typeof testCitizenKinds;

export function isTestCitizenKind(name: unknown): name is TestCitizenKind {
  return typeof name === 'string' && named(testCitizenKinds, name) !== undefined;
}
export const testCitizenKindNames = Object.keys(testCitizenKinds).filter((name): name is TestCitizenKind =>
  isTestCitizenKind(name),
);
export const kindOf = (name: TestCitizenKind): Kind => testCitizenKinds[name];
