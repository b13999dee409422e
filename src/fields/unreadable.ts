/** A file that nothing can be read from; its message says what to do about it. */
export class Unreadable extends Error {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = 'Unreadable';
  }
}
