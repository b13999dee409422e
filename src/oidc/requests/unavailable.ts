/**
 * The answer to programs during an outage, by both endpoints: RFC 6749 has the word for the authorization endpoint only, and it is the one that
 * its libraries know. The same request works in a moment.
 */
export const unavailable = {
  error: 'temporarily_unavailable',
  error_description: 'the service is busy, send the same request again in some seconds',
} as const;

/** Seconds after which it is worth asking again. */
export const retryAfter = '5';
