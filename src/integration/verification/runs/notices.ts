/** What becomes of two logout notices about somebody: a forged one and a true one. Undefined where the application takes none; throws where nobody answers. */
export type SendNotices = (
  clientId: string,
  accountId: string,
) => Promise<{ status: number; forgedStatus: number } | undefined>;
