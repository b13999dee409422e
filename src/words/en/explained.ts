import type { LoginError } from '../../applications/log/login-errors.ts';
import type { ProblemCode } from '../../errors.ts';
import type { Explained } from '../../http/explained.ts';
import { fields as chineseFields, problems as chineseProblems } from '../zh/explained.ts';

type Meaning = Omit<Explained, 'curl'>;

/** With the call that shows it, which is written once. */
const withCalls = <Code extends string>(
  own: Readonly<Record<Code, Meaning>>,
  shown: Readonly<Record<Code, Explained>>,
): Readonly<Record<Code, Explained>> => {
  const codes = Object.keys(own) as Code[]; // its own keys
  const entries = codes.map((code) => [code, { ...shown[code], ...own[code] }]);
  return Object.fromEntries(entries) as Record<Code, Explained>; // code by code, as they came
};

/** The meaning of a login's error, for any call. */
export const logins: Readonly<Record<LoginError, { cause: string; cure: string }>> = {
  invalid_client: {
    cause: 'AK or SK is not right, or the AK has ended or was disabled.',
    cure: 'Check AK and SK, and read error_description: where it says AK expired, renew it in the back office; where it says AK disabled, ask the operators.',
  },
  unauthorized_client: {
    cause: 'The AK has ended or was disabled: the login went back to your platform before a page was shown.',
    cure: 'Renew it in the back office; it works again within a second.',
  },
  invalid_grant: {
    cause:
      'A code can be used once, within 60 seconds; a refresh token is replaced at each use; or code_verifier or redirect_uri is not that of the authorization request.',
    cure: 'Begin the login again. Redeem with the same redirect_uri and code_verifier; keep each new refresh token.',
  },
  invalid_redirect_uri: {
    cause: 'The redirect_uri is not exactly the registered one.',
    cure: 'Compare character by character: scheme, case, port and the slash at the end. Register a new one in the back office.',
  },
  invalid_request: {
    cause: 'Something is missing or came twice, or PKCE was not used (code_challenge, S256).',
    cure: 'Correct it by error_description; all but applications with "PKCE or nonce" use PKCE.',
  },
  pkce_missing: {
    cause: 'PKCE was not used; of an application with "PKCE or nonce", nor a nonce. The answer says invalid_request.',
    cure: 'Turn PKCE on as the page /docs/frameworks says for your framework; what sends a nonce and cannot send PKCE chooses "PKCE or nonce".',
  },
  invalid_request_uri: {
    cause: 'The pushed request (request_uri) is over or was used.',
    cure: 'Push anew for each login; use it once, within 60 seconds.',
  },
  invalid_scope: {
    cause: 'A scope that is not approved was asked for.',
    cure: 'Ask for what was approved; apply for more in the back office.',
  },
  invalid_token: {
    cause: 'The access token is over (10 minutes), was revoked, or is not for this endpoint.',
    cure: 'Get a new one with the refresh token, or with AK and SK.',
  },
  insufficient_scope: {
    cause: 'The access token lacks the scope of this call.',
    cure: 'Ask for the scope when the token is made; apply first for one that is not approved.',
  },
  invalid_target: {
    cause: 'resource has no such value.',
    cure: 'Leave resource out, or use the whole address of the API.',
  },
  access_denied: {
    cause: 'The citizen did not consent, or left the login.',
    cure: 'Go back to your login page, and do not retry by yourself.',
  },
  login_required: {
    cause: 'prompt=none was sent, and the citizen is not signed in.',
    cure: 'Leave prompt=none out and let the citizen log in.',
  },
  consent_required: {
    cause: 'prompt=none was sent, and the citizen has not consented.',
    cure: 'Leave prompt=none out and let the citizen confirm.',
  },
  unsupported_response_type: {
    cause: 'Only the code flow is supported (response_type=code).',
    cure: 'Use response_type=code and PKCE.',
  },
  unsupported_grant_type: {
    cause: 'Only authorization_code, refresh_token and client_credentials are supported.',
    cure: 'Use one of the three.',
  },
  invalid_dpop_proof: {
    cause: 'The DPoP proof is over, was used, or does not fit the request.',
    cure: 'Make a new proof for each request, and set the clock of the server.',
  },
  use_dpop_nonce: {
    cause: 'The time in the DPoP proof is too far from that of the Cloud.',
    cure: 'Put the value of the header DPoP-Nonce into a new proof, and ask once more.',
  },
  invalid_request_object: {
    cause: 'The signed request (request, JAR) did not pass.',
    cure: 'Sign with the private key of the registered public key, never none; iss is the AK, aud the issuer, and it is not over.',
  },
  request_uri_not_supported: {
    cause: 'Only a request_uri that /oidc/par gave is accepted.',
    cure: 'Push the authorization request to /oidc/par first.',
  },
  interaction_required: {
    cause: 'prompt=none was sent, and the citizen has to confirm something.',
    cure: 'Leave prompt=none out and let the citizen confirm.',
  },
  rate_limited: {
    cause:
      'One AK asked for tokens or pushed requests more than 6000 times in a minute; or one network began more than 60 logins, pushed more than 60 requests with AKs that have no SK, or logged out more than 60 times without being signed in.',
    cure: 'Wait for the seconds in Retry-After; an access token is good for 10 minutes: keep it and use it again.',
  },
  temporarily_unavailable: {
    cause: 'The database of the Cloud does not answer just now (HTTP 503); codes and refresh tokens were not used up.',
    cure: 'Wait for the seconds in Retry-After, and send the same again.',
  },
  server_error: {
    cause: 'The Cloud did not succeed.',
    cure: 'Try later; if it stays so, tell the operators the X-Request-Id.',
  },
};

/** Those of the whole call. */
export const problems = withCalls<ProblemCode>(
  {
    validation_failed: {
      title: 'The content did not pass',
      cause:
        'errors says for each problem where it is (pointer), the name of the field (field), its code (code) and the cure (message), all at once.',
      cure: 'Correct it by the messages and send it again. The help of each leads to the page of the field. Content that did not pass is not stored.',
    },
    bad_request: {
      title: 'The request is incomplete or unreadable',
      cause: 'The body is no JSON object in UTF-8, or a query, cursor or header is written wrongly.',
      cure: 'Check it by detail. A cursor must be the next of the page before, as it is, with the same filters.',
    },
    unauthenticated: {
      title: 'No credentials, or they have expired',
      cause: 'There is no header Authorization: Bearer, or the access token is older than 10 minutes.',
      cure: 'Exchange AK and SK for a new access token, and call again.',
    },
    invalid_client_expired: {
      title: 'The AK has expired',
      cause: 'An AK is valid for 30 days, and it was not renewed.',
      cure: 'Press 延长有效期 (renew) under 应用与密钥 in the partner console; it works again within a second, with the same SK.',
    },
    invalid_client_disabled: {
      title: 'The AK was disabled',
      cause: 'Operators disabled this application; the institution was told why.',
      cure: 'Contact the operators, and give them the AK.',
    },
    insufficient_scope: {
      title: 'The application lacks this scope',
      cause: 'The access token does not have the scope of this call.',
      cure: 'Propose a change of the application in the partner console; after its approval, get a new access token.',
    },
    forbidden: {
      title: 'Not possible now',
      cause: 'The institution is not certified yet, or the role does not include this.',
      cure: 'After the certification, resources can be shared; administrators of the institution set the roles of people.',
    },
    not_found: {
      title: 'Not found',
      cause:
        'The address, channel code or local number is wrong, or another application of the institution entered it: an application sees what it pushed and what people of its institution wrote.',
      cure: 'Check channel code and local number, or look at the list.',
    },
    method_not_allowed: {
      title: 'This address does not take this method',
      cause: 'The method (GET, PUT and so on) is wrong.',
      cure: 'Correct the method by the reference.',
    },
    gone: {
      title: 'No longer there',
      cause: 'The content was withdrawn or went offline, or the region was retired.',
      cure: 'Look it up in the list again.',
    },
    licence_expired: {
      title: 'The licence has expired or was revoked',
      cause: 'Resources of the Cloud can be fetched with a valid licence only.',
      cure: 'Apply for a licence again in the partner console.',
    },
    stats_future_date: {
      title: 'The day is not over',
      cause: 'Service data is reported by day, and only days before today can be reported.',
      cure: 'Report it the next day, or check the date.',
    },
    stats_locked: {
      title: 'The month is closed',
      cause:
        'The month of the day is closed, or the day is more than 7 days ago and a correction needs consent; code in errors says which.',
      cure: 'Request a correction in the partner console, or contact the operators.',
    },
    stats_reason_required: {
      title: 'A correction needs a reason',
      cause: 'A reported number was changed without a reason, or with one of a single character.',
      cure: 'Write the reason of the correction (2 to 200 characters) into reason, and send it again.',
    },
    conflict: {
      title: 'Its state does not allow this',
      cause: 'It does not fit the present state, such as recalling an entry whose review has begun.',
      cure: 'Read it again, and decide by status and detail.',
    },
    resource_published_immutable: {
      title: 'Published content cannot be changed or deleted',
      cause: 'Approved versions are kept forever.',
      cure: 'To correct it, submit a revision with PUT; to hide it, request :withdraw.',
    },
    resource_in_review: {
      title: 'The content is in review',
      cause: 'During a review content cannot change, so that what is published is what was reviewed.',
      cure: 'Before the review begins, recall it (:recall) and change it; otherwise wait for the result.',
    },
    external_id_taken: {
      title: 'Another application entered this local number',
      cause:
        'In one institution and channel a local number has one entry, whether it came by form, workbook or API. Another application of your institution entered this one; what people entered can be changed by every application of the institution with resource:write.',
      cure: 'Use another number; or have an administrator of your institution allow taking over, under 能力 (scopes) on the page of this application in 应用与密钥, and send it again. From then on this application maintains the entry.',
    },
    request_under_way: {
      title: 'The same request is still being worked on',
      cause: 'The request with this Idempotency-Key is not finished.',
      cure: 'Wait for the seconds in Retry-After, then send the same content with the same key: you get the first answer.',
    },
    etag_mismatch: {
      title: 'Changed since it was read',
      cause: 'The version in If-Match is not the present one: someone, or another program, changed it just now.',
      cure: 'Read it again, make the change in the new content, and send the new ETag.',
    },
    precondition_required: {
      title: 'If-Match is needed',
      cause: 'A change of single fields (PATCH) must say which version it changes.',
      cure: 'Read it first, and put the header ETag into If-Match as it is.',
    },
    idempotency_key_reused: {
      title: 'The Idempotency-Key was used for another request',
      cause: 'Within 24 hours, a request with other content came under the same key.',
      cure: 'Use a new UUID for each new request, and the old one only to repeat the same request.',
    },
    batch_too_large: {
      title: 'The batch is too large',
      cause: 'More than 100 items at once.',
      cure: 'Split it into batches of at most 100 items. For more, import a file.',
    },
    payload_too_large: {
      title: 'The content is too long',
      cause: 'The body or file is beyond its limit: an entry 512 KB, a batch 1 MB, a file 20 MB.',
      cure: 'Compress pictures, or send it in parts.',
    },
    unsupported_media_type: {
      title: 'The body has the wrong type',
      cause: 'The header Content-Type is not the type of this call.',
      cure: 'Content takes application/json, PATCH also application/merge-patch+json, files multipart/form-data.',
    },
    misdirected: {
      title: 'The request went to the wrong place',
      cause: 'The host name of the request is not that of this platform.',
      cure: 'Check the address and the settings of proxies.',
    },
    rate_limited: {
      title: 'Too many calls',
      cause:
        'An AK has 600 calls a minute and at most 60 a second; 10 items of a batch count as one, and live state has 600 a minute of its own.',
      cure: 'Wait for the seconds in Retry-After. The header RateLimit says how many are left; use batches for much content.',
    },
    form_expired: {
      title: 'The page has expired',
      cause: 'The page was open for too long, or a logout happened elsewhere.',
      cure: 'Go back to the page and send it again. Programs do not meet this.',
    },
    start_again: {
      title: 'Please start again',
      cause: 'The steps of the login have expired.',
      cure: 'Log in again from the beginning. Programs do not meet this.',
    },
    internal: {
      title: 'The platform did not succeed',
      cause: 'Something went wrong inside the platform and was recorded.',
      cure: 'Every write can safely be repeated: send the same again later. If it stays so, tell support the trace_id.',
    },
    maintenance: {
      title: 'The service is busy',
      cause: 'The platform is being maintained, or there are too many requests.',
      cure: 'Wait for the seconds in Retry-After, then send the same again.',
    },
  },
  chineseProblems,
);

/** Those of one field: `errors[].code`. */
export const fields = withCalls(
  {
    required: {
      title: 'Missing',
      cause: 'This field must have a value.',
      cure: 'Fill it in and send it again. Its help says what it means.',
    },
    required_here: {
      title: 'Needed in this case',
      cause:
        'This field is optional otherwise, and needed together with others, such as the reason of a cancelled activity.',
      cure: 'Add it as the message says.',
    },
    invalid_value: {
      title: 'The value is not allowed',
      cause: 'Its type, length or range is wrong, or it contradicts other fields.',
      cure: 'Correct it as the message says. The choices are in the fields of the channel.',
    },
    unknown_field: {
      title: 'There is no such field',
      cause:
        'The body has a member that the operation does not have; or content came with Prefer: handling=strict, and the channel has no such field.',
      cure: 'Check the name, or delete it. Without Prefer, only unknown fields of content are ignored.',
    },
    unknown_parameter: {
      title: 'There is no such parameter',
      cause:
        'Behind the ? of the address is a parameter that the call does not have, most likely a name that was misspelt; without it, the answer would not be what was looked for.',
      cure: 'The message lists the parameters of the call. Check the name, or delete it.',
    },
    region_retired: {
      title: 'The code of the region was retired',
      cause: 'The code was used once, and was abolished or merged since.',
      cure: 'The message has the present code. You can also ask which codes have changed.',
    },
    media_not_found: {
      title: 'A picture or attachment cannot be fetched',
      cause: 'The number of the file does not exist, or the address of the picture cannot be opened or is no picture.',
      cure: 'Upload it with POST /api/v1/files first and write its number into the field; or make sure that the address can be reached from the internet.',
    },
    image_too_small: {
      title: 'The picture is too small',
      cause: 'It would be enlarged and blurred. A cover has at least 800×450.',
      cure: 'Use a larger picture.',
    },
  },
  chineseFields,
);
