import type { help as chinese } from '../../zh/views/help.ts';

export const help: typeof chinese = {
  home: {
    heading: 'Help',
    lead: 'The articles are in Chinese. If you cannot find what you need, please call or write to us.',
    label: 'Search help',
    hint: 'In Chinese',
    find: 'Search',
    closest: (count) => `The ${count} closest`,
    found: (count) => `${count} found`,
    none: (query) => `Nothing found for “${query}”. Try another word, look below, or call us.`,
  },
  article: {
    forClerks: (role) => `For the staff of the Cloud (${role}): institutions and citizens cannot open its pages.`,
    of: (role) => `Help: ${role}`,
    all: 'All help',
    place: 'You are here',
    help: 'Help',
    next: 'Next',
    inChinese: 'This article is in Chinese. If you have a question, please call or write to us.',
  },
  call: {
    heading: 'Not solved?',
    phone: 'Call us: ',
    end: '. ',
    mail: 'Or write to ',
    status: 'To see whether the service is disturbed: ',
    statusPage: 'service status',
    number: 'If the page shows a number, please tell us: with it we can see what happened.',
  },
};
