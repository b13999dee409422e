/**
 * The name of a cookie of the Cloud that identifies a person or a process. Over https no other host can set a `__Host-` one; on a developer's
 * own machine, where cookies ignore the port, the host is shared with the program under development, which may have a `session` of its own, as
 * Flask does.
 */
export const cookieName = (name: string, isSecure: boolean): string => `${isSecure ? '__Host-' : 'ncc_'}${name}`;
