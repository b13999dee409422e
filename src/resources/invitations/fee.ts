import { numberOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';

/** Money as it stands on a label: 38 元, 0 元, 128.50 元. */
export const money = (yuan: number): string => `${Number.isInteger(yuan) ? yuan : yuan.toFixed(2)} 元`;

/** What it costs, rather than that it does; the words of the choice where no price is known. */
export function feeOf(values: Values, words: string | undefined): string | undefined {
  const [least, most] = [numberOf(values.price_min), numberOf(values.price_max)];
  if (least === undefined) return words;
  const price = most === undefined || most === least ? money(least) : `${least}—${money(most)}`;
  return values.fee_type === 'partial' ? `部分免费，其余 ${price}` : price;
}
