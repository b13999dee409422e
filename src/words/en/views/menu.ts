/** The entries of the menu of citizens by their keys. Whoever works with the Cloud has a menu in Chinese. */
export const menu: Readonly<Record<string, string | undefined>> = {
  home: 'Overview',
  profile: 'Profile',
  security: 'Sign-in and security',
  passkeys: 'Passkeys',
  grants: 'Connected platforms',
  logins: 'Sign-in history',
  family: 'Family',
  privacy: 'Privacy and data',
};
