/**
 * What a cookie of the Cloud that says who somebody is, or what they are about, is called. Over https no other host can set a `__Host-` one;
 * on a developer's own machine, where cookies know no port, it shares the host with the program that is tried out: that one may call its own
 * `session`, as Flask does.
 */
export const cookieName = (name: string, isSecure: boolean): string => `${isSecure ? '__Host-' : 'ncc_'}${name}`;
