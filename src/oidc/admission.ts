import type { Account } from '../accounts/account.ts';
import type { Application } from '../applications/application.ts';

type Client = Pick<Application, 'sandbox' | 'institutionId'>;

/** R27: test citizens sign in to the sandbox applications of their institution and to nothing else, and nobody else signs in there. */
export const admits = ({ sandbox, institutionId }: Client, { testOf }: Pick<Account, 'testOf'>): boolean =>
  sandbox ? testOf === institutionId : testOf === undefined;

/** What somebody reads who proved to be the wrong kind of citizen. */
export const notAdmitted = ({ sandbox }: Client): string =>
  sandbox
    ? '这是沙箱应用，只能用本机构的测试市民登录。测试市民在机构后台的“沙箱应用”页创建'
    : '这是测试市民，只能登录所属机构的沙箱应用。请换用您自己的账号';
