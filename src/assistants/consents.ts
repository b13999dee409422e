type Withdraw = (accountId: string, clientId: string, requestId: string) => Promise<boolean>;

/** Consents as test citizens withdraw them. They are kept by the provider, which is made after this room and connects itself. */
export function createConsents() {
  let current: Withdraw = async () => false;
  return {
    connect(withdraw: Withdraw): void {
      current = withdraw;
    },
    /** False where the citizen has given that application none. */
    withdraw: (...asked: Parameters<Withdraw>): Promise<boolean> => current(...asked),
  };
}

export type TestConsents = ReturnType<typeof createConsents>;
