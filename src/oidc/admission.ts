import type { Account } from '../accounts/account.ts';
import type { Application } from '../applications/application.ts';

type Client = Pick<Application, 'clientId' | 'sandbox' | 'institutionId'>;
type Citizen = Pick<Account, 'testOf' | 'testAt'>;

/**
 * R27: test citizens sign in to the sandbox applications of their institution and to nothing else, and nobody else signs in there. Those of a
 * developer who is limited to AKs sign in to the sandboxes among these.
 */
export const admits = ({ clientId, sandbox, institutionId }: Client, { testOf, testAt }: Citizen): boolean =>
  sandbox ? testOf === institutionId && testAt?.includes(clientId) !== false : testOf === undefined;

/** What somebody reads who proved to be the wrong kind of citizen. */
export const notAdmitted = ({ sandbox, institutionId }: Client, { testOf }: Citizen): string =>
  sandbox && testOf === institutionId
    ? '这个测试市民是为本机构别的沙箱应用添加的，请换用这个应用的测试市民'
    : sandbox
      ? '这是沙箱应用，只能用本机构的测试市民登录。测试市民在机构后台的“沙箱应用”页创建'
      : '这是测试市民，只能登录所属机构的沙箱应用。请换用您自己的账号';
