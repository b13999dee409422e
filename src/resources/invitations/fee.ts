import type { Fact } from '../../fact.ts';
import { numberOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';
import { type FactOrText, fact } from './facts.ts';

/** Money as it stands on a label: 38 元, 0 元, 128.50 元. */
export const money = (yuan: number): Fact => fact('invitations.yuan', { amount: amountOf(yuan) });
const amountOf = (yuan: number) => `${Number.isInteger(yuan) ? yuan : yuan.toFixed(2)}`;

/** The price rather than the fact of one; the words of the choice if it is unknown. */
export function feeOf(values: Values, words: FactOrText | undefined): FactOrText | undefined {
  const [least, most] = [numberOf(values.price_min), numberOf(values.price_max)];
  if (least === undefined) return words;
  const price =
    most === undefined || most === least
      ? money(least)
      : fact('invitations.yuan', { amount: `${least}—${amountOf(most)}` });
  return values.fee_type === 'partial' ? fact('invitations.partly_free', { price }) : price;
}
