import { actor, type Commands, one, text, type Values, withoutUndefined } from '../command.ts';
import type { ContactInput } from './aksk/contact.ts';
import { fact } from './facts.ts';
import type { Applications } from './service.ts';

export const contactOptions = {
  'contact-name': text('name of the person to write to'),
  'contact-phone': text('mobile number'),
  'contact-email': text('e-mail address'),
};

export const contactOf = (values: Values): ContactInput =>
  withoutUndefined({
    contactName: one(values, 'contact-name'),
    contactPhone: one(values, 'contact-phone'),
    contactEmail: one(values, 'contact-email'),
  });

export const contactCommands: Commands<{ applications: Applications }> = {
  'application contact': {
    help: 'Shows the contact (联系人), masked; with options, changes it.',
    example: 'application contact ncc_… --contact-phone 13800000000',
    options: contactOptions,
    positionals: ['CLIENT_ID'],
    work: async ({ applications }, values, [ak = '']) => {
      const input = contactOf(values);
      if (Object.keys(input).length > 0) await applications.setContact(actor, ak, input);
      const contact = await applications.contact(actor, ak);
      return {
        document: { client_id: ak, contact: contact ?? null },
        text: (say) =>
          contact === undefined
            ? say(fact('applications.no_contact'))
            : [contact.name, contact.phone, contact.email].filter(Boolean).join('  '),
      };
    },
  },
};
