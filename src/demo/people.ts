// An invented citizen: the number range is not given out, the password is printed at every start.
export const demoPhone = '13800008000';
export const demoPassword = 'wenhua-2026';
