import { z } from 'zod';
import type { Problems } from '../../errors.ts';
import { email, maskEmail } from '../../fields/account.ts';
import { maskMobile, mobile } from '../../fields/china/mobile.ts';
import { maskName } from '../../fields/person-name.ts';
import { readFields } from '../../fields/read.ts';
import { text } from '../../fields/text.ts';

/** 联系人: the recipient of letters about an application. */
export interface Contact {
  name: string;
  phone: string | undefined;
  email: string;
}

export type MaskedContact = Pick<Contact, 'name' | 'phone' | 'email'>;

export type ContactInput = { contactName?: string; contactPhone?: string; contactEmail?: string };

// R20: the e-mail is required, since reminders go there.
const fields = z.object({
  contactName: text('联系人', { max: 20 }),
  contactPhone: mobile('联系电话').optional(),
  contactEmail: email('联系邮箱'),
});

/** Undefined where nothing was given at all. */
export function readContact(input: ContactInput): { contact: Contact | undefined } | { problems: Problems } {
  const { contactName, contactPhone, contactEmail } = input;
  if ([contactName, contactPhone, contactEmail].every((value) => value === undefined)) return { contact: undefined };
  const read = readFields(fields, { contactName, contactPhone, contactEmail });
  if ('problems' in read) return read;
  const { values } = read;
  return { contact: { name: values.contactName, phone: values.contactPhone, email: values.contactEmail } };
}

/** As lists and audit rows show it: 王*, 138****8000, w***@example.cn. */
export const maskContact = (contact: Contact | undefined): MaskedContact | undefined =>
  contact && {
    name: maskName(contact.name),
    phone: contact.phone && maskMobile(contact.phone),
    email: maskEmail(contact.email),
  };
