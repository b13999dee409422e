import type { ContactInput } from '../applications/contact.ts';
import { actor, type Command, given, one, string, type Values } from './command.ts';

export const contactOptions = { 'contact-name': string, 'contact-phone': string, 'contact-email': string };

export const contactOf = (values: Values): ContactInput =>
  given({
    contactName: one(values, 'contact-name'),
    contactPhone: one(values, 'contact-phone'),
    contactEmail: one(values, 'contact-email'),
  });

/** 联系人: without options it is shown, masked; with some, these are changed. */
export const contactCommands: Record<string, Command> = {
  'application contact': {
    options: contactOptions,
    positionals: ['CLIENT_ID'],
    work: async ({ applications }, values, [ak = '']) => {
      const input = contactOf(values);
      if (Object.keys(input).length > 0) await applications.setContact(actor, ak, input);
      const contact = await applications.contact(actor, ak);
      return {
        document: { client_id: ak, contact: contact ?? null },
        text:
          contact === undefined
            ? 'no contact'
            : [contact.name, contact.phone, contact.email].filter(Boolean).join('  '),
      };
    },
  },
};
