import type { DocsFacts } from '../../site/docs/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { dataInEnglish, typeInEnglish } from './docs-data.ts';

const client =
  'The application proves itself with AK and SK: by HTTP Basic, with client_id and client_secret in the body, or by private_key_jwt. ';

export const facts = {
  'docs.chapter_start': 'Start',
  'docs.chapter_login': 'Login',
  'docs.chapter_resources': 'Resources',
  'docs.chapter_statistics': 'Service data',
  'docs.chapter_events': 'Events',
  'docs.chapter_reference': 'Reference',
  'docs.chapter_errors': 'Errors',
  'docs.chapter_platform': 'Platform',
  'docs.title_home': 'Developer centre',
  'docs.title_search': 'Search',
  'docs.title_start': 'A login in ten minutes',
  'docs.title_problems': 'Problems of the API',
  'docs.title_errors': 'Errors of a login',
  'docs.title_fields': 'Fields of the channels',
  'docs.title_reference': 'API reference',
  'docs.title_metrics': 'Metrics and definitions',
  'docs.title_specification': 'Detailed specification',
  'docs.no_page': 'There is no such page in the developer centre; use its contents or its search.',
  'docs.no_problem_page': 'There is no page for this code; look it up in the list.',
  'docs.no_sandbox_for_call':
    'You have no valid sandbox application, or it lacks the scope of this call. Look at your sandbox applications in the partner console.',
  'docs.no_channel': 'There is no such channel; look it up in the list.',
  'docs.about_start':
    'Take a sandbox AK, put it into code and log in once: whole programs in eight languages, and a light for each step that is right.',
  'docs.about_problems': 'The cause and cure of each code, and whether to retry.',
  'docs.about_errors': 'The error of a login or token request: cause and cure. error_uri leads here.',
  'docs.about_fields':
    'The fields of each channel and how to write them; the same in forms, Excel templates and the API.',
  'docs.about_reference':
    'A page for each call: parameters, answers, an example, and how to handle failures. Made by the running API.',
  'docs.about_metrics': 'Code, unit, definition and sum of each metric, with a JSON Schema.',
  'docs.about_specification':
    'The detailed specification of the interfaces: all of the above in one volume, with a version, to print or as a PDF.',
  'docs.about_channel': ({ code }) => `The fields of the channel ${code} and how to write them.`,
  'docs.link_start': 'A login in ten minutes',
  'docs.link_steps': 'Step by step',
  'docs.link_frameworks': 'Frameworks',
  'docs.link_wechat': 'Inside WeChat',
  'docs.link_logout': 'Logging out',
  'docs.link_put': 'Create or replace an entry',
  'docs.link_batch': 'Push 100 at once',
  'docs.link_files': 'Upload pictures',
  'docs.link_live': 'Update places left',
  'docs.link_fields': 'Fields of the nine channels',
  'docs.link_day': 'Report a day',
  'docs.link_days': 'Report several days',
  'docs.link_metrics': 'Metrics and definitions',
  'docs.link_corrections': 'Corrections and closing',
  'docs.link_openapi': 'OpenAPI 3.1 file',
  'docs.link_specification': 'Detailed specification',
  'docs.link_schemas': 'JSON Schema of the channels',
  'docs.link_metric_schemas': 'JSON Schema of service data',
  'docs.data': ({ text }) => dataInEnglish(text),
  'docs.type': ({ text }) => typeInEnglish(text),
  'docs.with_code': ({ title, code }) => `${title} (${code})`,
  'docs.fields_of': ({ name }) => `Fields of ${name}`,
  'docs.light_failed': ({ title, cause }) => `${title}: ${cause}`,
  'docs.calls_in_minute': ({ calls }) => `${calls} in a minute`,
  'docs.run': 'Run it:',
  'docs.lead_login': 'Citizens enter every venue with one account. Standard OpenID Connect, with existing libraries.',
  'docs.lead_resources': 'Activities, venues, courses, books and recordings: written once, seen in the whole country.',
  'docs.lead_statistics': 'Report the visits and activities of a day by 12:00 of the next, or let a program do it.',
  'docs.mistake_redirect': 'A slash missing at the end, or https for http',
  'docs.mistake_grant': 'The code was used twice, or after 60 seconds',
  'docs.mistake_client': 'The AK has expired, or the SK was rotated',
  'docs.mistake_fields': 'It ends before it begins, or the cover has no description',
  'docs.mistake_external_id': 'Another application of your institution entered this local number',
  'docs.for_print': 'A web page that prints as a book',
  'docs.for_assistants': 'For coding assistants',
  'docs.specification_text':
    'This volume is made of the pages above: as a [web page](/docs/specification), which the browser prints as a book. Programs read the Markdown of each page, or /llms-full.txt.',
  'docs.sum_additive': 'Can be added up over days and applications',
  'docs.sum_not_additive': 'Cannot be added up; there are only the daily average and the peak',
  'docs.metrics_text': ({ schema }) =>
    `When a program reports a day, \`figures\` has these metrics. JSON Schema (2020-12): [${schema}](${schema}), with each metric in its \`$defs\`.`,
  'docs.programs_head': ({ origin }) => `# Culture Cloud · partner platform

> Platforms of cultural centres, libraries and other institutions connect to the National Public Culture Cloud of China: citizens log in with one account (OAuth 2.0 / OpenID Connect); institutions push resources, report service data and receive events. The sandbox works at once, without a review.

Each page is available as HTML (${origin}/docs/…) and as Markdown (the same address followed by .md; with ?lang=en in English). Everything in one text: ${origin}/llms-full.txt?lang=en. In code, $ISSUER and $ORIGIN are ${origin}.

To add a login, read one page: ${origin}/auth.md?lang=en. Sandbox keys by one command (\`curl -X POST ${origin}/sandbox\`, no account), the login, a login of a test citizen, and a practice verification by the API until it passes; every step is a command to copy.`,
  'docs.no_project': 'There is no such project: choose one on the page of frameworks.',
  'docs.whole_projects': ({ list }) =>
    `## Whole projects for frameworks {#projects}

With a framework: download one and unpack it; its README says how to run it. The same four environment variables come before its \`.env\`, and what was not tried says so.

${list}`,
  'docs.whole_programs':
    '## Whole programs {#programs}\n\nEach one but that of curl is a whole website that reads `NCC_ISSUER`, `NCC_AK`, `NCC_SK` and `NCC_CALLBACK` from the environment; its four addresses are those of step 3, and its home page after the login says “Hello, ” and the nickname, and has `data-account`.',
  'docs.programs_files': ({ origin }) => `## Files for programs

- [OpenAPI 3.1](${origin}/api/v1/openapi.json): all calls
- [Discovery document](${origin}/.well-known/openid-configuration): all addresses and abilities of the login
- [Channels](${origin}/api/v1/channels): the channels and the addresses of their JSON Schemas
- [Open data](${origin}/docs/open.md?lang=en): all published content without credentials: ${origin}/api/v1/open/resources (JSON, JSON-LD), daily export files, changes
- [Metrics](${origin}/api/v1/stats/metrics): the metrics of service data and their definitions
- [Coding assistants (MCP)](${origin}/docs/assistants.md?lang=en): ${origin}/api/v1/mcp creates sandbox applications and reads the causes of failures; the developer makes its token at ${origin}/console/assistants`,
  'docs.problems_text':
    'Failed calls are answered with `application/problem+json` (RFC 9457). `code` never changes, and programs decide by it; `type` is its page; `errors` lists everything to correct at once.',
  'docs.errors_text':
    'In the answers of logins and token requests, `error` is the code, `error_description` says why this time, and `error_uri` leads to its entry here.',
  'docs.channels_text':
    'Forms, Excel templates and the API have the same fields and the same checks. For programs there is a JSON Schema (2020-12) of each channel.',
  'docs.channel_text': ({ code }) =>
    `Channel code \`${code}\`. JSON Schema: [/api/v1/channels/${code}/schema](/api/v1/channels/${code}/schema)`,
  'docs.start_title_redirect': 'No login request yet.',
  'docs.start_redirect': 'Run the code, and open /login in the browser. The light comes on within seconds.',
  'docs.start_title_consent': 'The login page is open.',
  'docs.start_consent': 'Log in as the test citizen above, choose what to share, and press the button to consent.',
  'docs.start_title_token': 'The citizen has consented; the code was not exchanged yet.',
  'docs.start_token':
    'Once the redirect URI has the code, your server exchanges it within 60 seconds. Check that the program runs, and the port of the redirect URI.',
  'docs.start_title_userinfo': 'The tokens are there; the user info was not fetched yet.',
  'docs.start_userinfo':
    'Look at the line after the token request: fetch with the access token, and compare the sub with that of the id_token.',
  'docs.start_title_logout': 'The login works; the logout is missing.',
  'docs.start_logout': 'Log out on your page: end your own session first, then log out at the Culture Cloud.',
  'docs.sample_node': 'openid-client 6, Node.js 20 or later.',
  'docs.sample_java':
    'Spring Boot 4, Java 17 or later, Maven. Spring Boot 2.7–3.5 needs one more line, see Frameworks.',
  'docs.sample_python': 'Authlib and Flask, Python 3.10 or later.',
  'docs.sample_php': 'Without a library; PHP 8.1 or later with the openssl extension.',
  'docs.sample_csharp': 'ASP.NET Core, .NET 10.',
  'docs.sample_curl':
    'Without a library, each step of the login on a terminal; no website, so nothing to practise the verification with. Needs bash, curl, jq and openssl.',
  'docs.sample_go': 'go-oidc and golang.org/x/oauth2, Go 1.24 or later.',
  'docs.sample_rust': 'openidconnect, jsonwebtoken and axum, Rust 1.88 or later.',
  'docs.start_text':
    'No review, and no need to know the protocol first: take a sandbox AK, put it into code, and log in once.',
  'docs.start_steps': ({ origin, callback }) =>
    [
      '## Prepare {#prepare}',
      `1. Take sandbox keys: \`curl -X POST ${origin}/sandbox\`, without an account, gives AK, SK and two test citizens at once, for 7 days; with an account, open ${origin}/console/sandbox, for 30 days. All steps are at ${origin}/auth.md?lang=en.`,
      `2. Use a redirect URI on your machine, such as \`${callback}\`; the address after logout is \`/\` of the same.`,
      '3. Read the SK from the environment variable `NCC_SK`; do not write it into code.',
      `4. Run it, open \`http://localhost:5055/login\` in a private window, log in as a test citizen, and log out. The web page ${origin}/docs/start?lang=en has six lights (keys, redirect, consent, tokens, user info, logout), one for each step that is right, and says cause and cure of failures.`,
    ].join('\n\n'),
  'docs.row': ({ name, type, required, note, href }) =>
    `- \`${name}\` (${type}${required ? ', required' : ''}) ${note}${href === undefined ? '' : ` [Fields](${href})`}`,
  'docs.may_call': ({ who, scope }) =>
    `Who may call: ${who}${scope === undefined ? '' : `, with the scope \`${scope}\``}.`,
  'docs.refusal_why': 'Why, and the cure',
  'docs.who_application': 'The application, with AK and SK',
  'docs.who_anyone': 'Anyone, without credentials',
  'docs.oauth_discovery_answers': 'The discovery document (OpenID Connect Discovery 1.0)',
  'docs.oauth_discovery_issuer': 'iss of the id_token and of answers is exactly this',
  'docs.oauth_discovery_authorization_endpoint': 'Where the browser goes to log in',
  'docs.oauth_discovery_token_endpoint': 'Where codes are exchanged for tokens',
  'docs.oauth_discovery_jwks_uri': 'The public keys that verify signatures',
  'docs.who_browser': 'The browser of the citizen',
  'docs.oauth_authorize_redirect_uri': 'A registered redirect URI, character by character',
  'docs.oauth_authorize_scope':
    'openid, and what is needed of profile, phone, email, address, age_range, realname, offline_access',
  'docs.oauth_authorize_code_challenge': 'SHA-256 of the code_verifier, base64url',
  'docs.oauth_authorize_state': 'Random and unpredictable; check it when the browser returns',
  'docs.oauth_authorize_nonce': 'Random; compare it with that of the id_token',
  'docs.oauth_authorize_prompt': 'login: log in again; consent: ask again; none: show no page',
  'docs.oauth_authorize_max_age': 'Logins older than this many seconds do not count',
  'docs.oauth_authorize_login_hint': 'Phone number or user name, filled in on the login page',
  'docs.oauth_authorize_acr_values':
    'The required strength of the login, see acr_values_supported of the discovery document',
  'docs.oauth_authorize_ui_locales':
    'Language of the pages, the first that exists: zh-CN, en; without it, the choice of the citizen',
  'docs.oauth_authorize_response_mode': 'query (default) or form_post; use query in WeChat',
  'docs.oauth_authorize_request_uri': 'After a push to /oidc/par, only this and client_id',
  'docs.oauth_authorize_answers': 'To the login page, and afterwards to the redirect_uri',
  'docs.oauth_authorize_code': 'The code, valid for 60 seconds, once',
  'docs.oauth_authorize_state_answered': 'The one you sent',
  'docs.oauth_authorize_iss': 'The issuer of the discovery document',
  'docs.oauth_token_grant_type': 'authorization_code, refresh_token or client_credentials',
  'docs.oauth_token_code': 'The code (authorization_code)',
  'docs.oauth_token_redirect_uri': 'The one of the authorization request (authorization_code)',
  'docs.oauth_token_code_verifier': 'The original of the code_challenge (authorization_code)',
  'docs.oauth_token_refresh_token': 'The last refresh token (refresh_token)',
  'docs.oauth_token_scope': 'The wanted scopes, separated by spaces; all approved ones without it (client_credentials)',
  'docs.oauth_token_answers': 'Tokens',
  'docs.oauth_token_access_token': 'The access token, an opaque text of varying length, at most 1024 characters today',
  'docs.oauth_token_token_type': 'Bearer, or DPoP',
  'docs.oauth_token_expires_in': 'Seconds until it expires',
  'docs.oauth_token_scope_answered': 'The granted scopes',
  'docs.oauth_token_id_token': 'The result of the login (JWT): check signature, iss, aud, exp, nonce',
  'docs.oauth_token_refresh_token_answered': 'The refresh token, replaced at each use',
  'docs.who_signed_in': 'The application, with the access token of a citizen’s login',
  'docs.oauth_userinfo_answers': 'User info',
  'docs.oauth_userinfo_sub': 'The number of the person in your institution, 43 characters',
  'docs.oauth_userinfo_nickname': 'Nickname',
  'docs.oauth_userinfo_name': 'The same as the nickname',
  'docs.oauth_userinfo_picture': 'Address of the avatar',
  'docs.oauth_userinfo_phone_number_verified': 'The phone number was verified',
  'docs.oauth_userinfo_email': 'E-mail address',
  'docs.oauth_userinfo_region_code': 'Code of the region',
  'docs.oauth_userinfo_age_over_14': 'At least 14 years old; absent if uncertain',
  'docs.oauth_userinfo_age_over_18': 'At least 18 years old; absent if uncertain',
  'docs.oauth_userinfo_age_over_60': 'At least 60 years old; absent if uncertain',
  'docs.oauth_userinfo_realname_verified': 'Staff checked the document in person; absent if not',
  'docs.oauth_userinfo_realname_masked': 'The family name in the document: 张*',
  'docs.oauth_userinfo_realname_verified_at': 'The day of the check, in seconds since 1970, to the day',
  'docs.oauth_userinfo_ial': 'How far the identity was checked: 1 phone number, 2 document; absent if neither',
  'docs.oauth_par_members': 'As in the query of the authorization endpoint, without request_uri',
  'docs.oauth_par_answers': 'Received',
  'docs.oauth_par_request_uri': 'Within 60 seconds, once',
  'docs.oauth_par_expires_in': 'Seconds until it expires',
  'docs.oauth_introspection_token': 'An access token or a refresh token',
  'docs.oauth_introspection_token_type_hint': 'access_token or refresh_token',
  'docs.oauth_introspection_answers': 'The state of the token',
  'docs.oauth_introspection_active': 'Whether it is valid now',
  'docs.oauth_introspection_scope': 'Scopes',
  'docs.oauth_introspection_sub': 'The number of the citizen',
  'docs.oauth_introspection_exp': 'When it expires (seconds)',
  'docs.oauth_revocation_token': 'An access token or a refresh token',
  'docs.oauth_revocation_token_type_hint': 'access_token or refresh_token',
  'docs.oauth_revocation_answers': 'Revoked',
  'docs.oauth_logout_id_token_hint': 'The id_token of the login, which may have expired; please send it',
  'docs.oauth_logout_client_id': 'The AK, without id_token_hint',
  'docs.oauth_logout_post_logout_redirect_uri': 'A registered address after logout, character by character',
  'docs.oauth_logout_state': 'Returned as it is',
  'docs.oauth_logout_answers': 'A page that asks for confirmation, and then post_logout_redirect_uri',
  'docs.oauth_jwks_answers': 'Public keys',
  'docs.oauth_jwks_keys': 'Public keys, RFC 7517',
  'docs.oauth_discovery':
    'All addresses and abilities of the login. Programs read addresses here and do not hard-code them. May be cached for an hour.',
  'docs.oauth_authorize':
    'Send the browser here. After the citizen has logged in and chosen what to share, it returns to your redirect URI with code, state and iss. POST works too.',
  'docs.oauth_token': `${client}authorization_code exchanges the code of a login; refresh_token renews; client_credentials is for programs that call the API: their tokens are valid for 10 minutes, so keep and reuse them.`,
  'docs.oauth_userinfo':
    'What the citizen consented to share; the rest is absent. Check that sub is that of the id_token. POST works too.',
  'docs.oauth_par': `The server sends the authorization request first, and the browser carries only a request_uri that works once (RFC 9126). ${client}`,
  'docs.oauth_introspection': `Only tokens of this application (RFC 7662); those of others are answered active: false. ${client}`,
  'docs.oauth_revocation': `Revoking a refresh token revokes the access tokens of the same login (RFC 7009). Tokens that are invalid already are answered 200 too. ${client}`,
  'docs.oauth_logout':
    'Send the browser here. After a confirmation it returns to the registered address. POST works too.',
  'docs.oauth_jwks':
    'Choose the key by the kid in the header of the id_token; if it is missing, read once more: keys rotate. May be cached for an hour.',
} satisfies Catalogue<DocsFacts>;
