type Withdraw = (accountId: string, clientId: string, requestId: string) => Promise<boolean>;

/** Consents as test citizens withdraw them. The provider keeps them; it is made after this room, and connects itself. */
export interface TestConsents {
  /** By the provider, once. */
  connect(withdraw: Withdraw): void;
  /** False where the citizen has given that application none. */
  withdraw: Withdraw;
}

export function createConsents(): TestConsents {
  let current: Withdraw = async () => false;
  return {
    connect(withdraw) {
      current = withdraw;
    },
    withdraw: (...asked) => current(...asked),
  };
}
