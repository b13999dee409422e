import type { follows as chinese } from '../../zh/views/follows.ts';

export const follows: typeof chinese = {
  list: {
    heading: 'Following',
    lead: 'Coming events of the halls and libraries that you follow. Only you see this; institutions do not know who follows them.',
    asked: (name) => `Follow ${name}?`,
    askedHow: 'Its coming events stand on this page. No messages are sent.',
    follow: 'Follow',
    end: 'Unfollow',
    of: ': ',
    none: 'You follow no institution yet.',
    noneHow: 'Choose “Follow” on the page of an institution, and its coming events stand here.',
    near: 'See what is nearby',
    nothingOn: 'No events are announced at the moment.',
  },
};
