/** Beside which field a problem of phone and code is shown. */
export const codeField = (phone: string, code: string): 'phone' | 'code' =>
  phone.trim() === '' && code === '' ? 'phone' : 'code';
