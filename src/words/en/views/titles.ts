import type { titles as chinese } from '../../zh/views/titles.ts';

export const titles: Record<keyof typeof chinese, string> = {
  'oidc/choose': 'Choose an account',
  'oidc/closing': 'This account is being deleted',
  'oidc/consent': 'Your consent',
  'oidc/factor': 'One more step',
  'oidc/logged-out': 'Signed out',
  'oidc/handover': 'This account is yours now',
  'oidc/login': 'Sign in',
  'oidc/logout': 'Sign out',
  'oidc/offer': 'Add a passkey',
  'oidc/recover': 'Reset your password',
  'oidc/register': 'Create an account',
  'oidc/scan': 'Sign in by scanning',
  'oidc/scan-phone': 'Sign in by scanning',
  'oidc/sms': 'Sign in',
  'oidc/soon': 'This account will soon be yours',
  'oidc/terms': 'The terms have changed',
};
