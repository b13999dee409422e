import type { ApplicationCommandFacts, ApplicationFacts } from '../../applications/facts.ts';
import type { CallFacts, CauseFacts } from '../../applications/log/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { logins } from './explained.ts';
import { plural } from './parts.ts';

const listOf = (texts: readonly string[]) => texts.join(', ') || '(none)';
const differences = (texts: readonly string[]) => (texts.length === 0 ? '' : ` ${texts.join('; ')}.`);
const makePkce =
  'Make a code_verifier of 43 to 128 characters, take the base64url of its SHA-256 as code_challenge and send it with code_challenge_method=S256; most OIDC libraries do it when their PKCE option is on. ' +
  'Spring Security: set OAuth2AuthorizationRequestCustomizers.withPkce() on DefaultOAuth2AuthorizationRequestResolver; ' +
  'CXF: set codeVerifierTransformer = new DigestCodeVerifier() on OidcClientCodeRequestFilter; pac4j: do not call setDisablePkce(true) on OidcConfiguration.';
const byNonce =
  'This request carried a nonce: the protection of logins may also be changed to "PKCE or nonce" under "Security" on the page of the application, at once; the program then has to check the nonce in the id_token.';
const byWaiver =
  'This request carried no nonce either. Where neither can be sent, name the framework under "change settings" and ask for a waiver with an end; a sandbox chooses "neither" on its security page, at once.';

export const facts = {
  'applications.status': ({ status }) => status,
  'applications.secret_once': '(shown once: keep it now)',
  'applications.none_listed': 'no applications',
  'applications.no_contact': 'no contact',
  'applications.calls': ({ calls }) => plural(calls, 'call'),
  'applications.call_answered': 'ok',
  'applications.call_of_run': 'verification',
  'applications.call_why': ({ cause, cure }) => `    cause: ${cause}\n    cure: ${cure}`,
  'applications.call_endpoint': ({ endpoint }) => endpoint,
  'applications.counts': ({ answered, failed }) => `${answered} ok  ${failed} refused`,
  'applications.no_calls': 'no calls',
  'applications.do_claim': 'Claim sandbox keys',
  'applications.kit_title': 'Claim sandbox keys',
  'applications.kit_name': ({ who }) => (who === '' ? 'Claimed sandbox' : `Sandbox of ${who}`).slice(0, 50),
  'applications.kit_name_long': 'A name has at most 50 characters',
  'applications.kit_again': 'Nothing was taken; try again',
  'applications.kit_gone': 'This code cannot be used any more',
  'applications.kit_looks': 'Too many codes were tried; come back in an hour',
  'applications.kit_loopback':
    'Without an account addresses are of this machine alone: http://localhost, http://127.0.0.1 or http://[::1], any port',
  'applications.kit_addresses': ({ most }) => `At most ${most} addresses, with spaces between them`,
  'applications.kits_address': ({ minutes, most }) =>
    `An address may take ${most} kits in an hour; come back in ${minutes} minutes`,
  'applications.kits_network': ({ minutes, most }) =>
    `A network may take ${most} kits in an hour; come back in ${minutes} minutes`,
  'applications.kits_all': ({ minutes }) =>
    `Too many kits are being taken; come back in ${minutes} minutes, or sign in and take one there`,
  'applications.citizens_often': ({ most }) => `At most ${most} test citizens an hour`,
  'applications.no_such_kind': 'Choose one of the kinds of test citizens',
  'applications.kits_waiting': 'Many are taking keys now; try again in a few seconds',
  'applications.kits_busy':
    'Many kits were taken in this hour: another one costs a small task first. "work" has the task, "solve" the command for it, "send" how to come back',
  'applications.kit_no_work': 'This is no task of ours: send the work.task of a 429 as it is',
  'applications.kit_no_solution': 'The solution is a number, which work.solve finds',
  'applications.kit_stop_reason':
    'Somebody else who has the same claim code says that these keys are not yours; they are disabled. Take others if you need some',
  'applications.ask_stop_kit':
    'Disable these keys?\nThey stop working at once, the person who claimed them is told, and cannot enable them.\nDisable these keys',
  'applications.document_missing': 'Choose the kind of document',
  'applications.platform_missing': ({ known }) =>
    `Name the platform of the institution; its certification says “${known}”`,
  'applications.ability_missing': 'Say what it is for: at least one',
  'applications.link_missing': 'Links of both sides were chosen: fill in the name, an address and the picture',
  'applications.callback_missing': 'The callback addresses are missing: 1 to 20, one a line',
  'applications.purpose_missing': 'Say what signing in is for; citizens read it when they consent',
  'applications.not_found': ({ clientId }) => `There is no application with the AK ${clientId}`,
  'applications.institution_disabled': 'Your institution is disabled and cannot apply; contact the operators',
  'applications.certified_first': 'An AK can be applied for once the institution is certified',
  'applications.sandbox_not_reviewed': 'Sandbox applications are not reviewed; change them on their page',
  'applications.disabled_no_change': 'The application is disabled; contact the operators',
  'applications.public_without_api': 'An application without an SK cannot use data; take out the scopes of data',
  'applications.longest_term': ({ day }) => `An AK lasts 30 days at most, until ${day}; renew it before it ends`,
  'applications.taken': ({ clientId }) => `The AK ${clientId} exists already`,
  'applications.disabled_no_renewal': 'The application is disabled and cannot be renewed; contact the operators',
  'applications.never_expires': 'Applications of the Cloud itself never expire',
  'applications.reason_missing': 'Say why it is disabled; the institution will read it',
  'applications.reason_long': ({ now }) => `The reason has ${now} characters; at most 500`,
  'applications.already_disabled': 'The application is disabled already',
  'applications.not_disabled': 'The application is not disabled',
  'applications.no_picture': 'There is no such picture',
  'applications.no_paper': 'There is no such application; it may have been deleted',
  'applications.letter_missing': 'Upload the letter',
  'applications.letters_most': ({ now }) => `A letter has at most 3 files; there are ${now}`,
  'applications.ak_disabled': 'This AK is disabled; contact the operators of the Cloud',
  'applications.ak_expired': ({ day }) => `This AK expired on ${day}; renew it in the back office`,
  'applications.jwks_missing': 'private_key_jwt needs a public key: give a JWKS or its address',
  'applications.keys_twice': 'Give either the public keys or their address, not both',
  'applications.keys_form':
    'The public keys must be a JWK Set in JSON, for example {"keys":[{"kty":"EC","crv":"P-256","x":"…","y":"…"}]}',
  'applications.keys_many': ({ most }) => `At most ${most} public keys; remove those that are not used`,
  'applications.keys_private':
    'There is a private key in it. Nobody may have it: make a new pair and give the public keys only',
  'applications.keys_weak': 'The public keys must be signature keys of RSA (2048 bits or more), P-256 or Ed25519',
  'applications.signed_needs_keys': 'Signed requests are verified with public keys: give these or their address first',
  'applications.https_address': ({ label }) => `“${label}” must begin with https://`,
  'applications.fapi_needs_key':
    'A FAPI application authenticates with a private key: choose it, and register the public keys',
  'applications.fapi_needs_pkce': 'A FAPI application uses PKCE',
  'applications.fapi_needs_https': 'All callbacks of a FAPI application begin with https://, and none is waived',
  'applications.fapi_no_waiver':
    'This is a FAPI application: neither http callbacks nor a login without PKCE can be waived',
  'applications.initiate_elsewhere':
    'The address that begins a login must have the origin of a callback: the same scheme, host and port',
  'applications.framework_missing':
    'Choose the framework: what sends neither PKCE nor a nonce is let in by its name only',
  'applications.neither_needs_waiver':
    'Sending neither needs a waiver: name the framework in a change of the settings, and submit it',
  'applications.notice_reachable':
    'Servers of the Cloud do not reach your network: give a public https address, or one of this computer, http://localhost… (in practice your program fetches the notices itself), or leave it empty',
  'applications.wants_waiver': ({ framework }) =>
    `Asks for a waiver: its logins send neither PKCE nor a nonce (${framework}). Give the last day of the waiver if you agree`,
  'applications.pkce_not_wanted': 'The application does not ask for it: leave the date empty',
  'applications.nonce_instead':
    'Logins use PKCE or a nonce (RFC 9700 2.1.1): the program must check the nonce of the id_token',
  'applications.jwks_https': 'The address of the public key must begin with https://',
  'applications.unknown_scopes': ({ scopes }) => `Unknown scopes: ${scopes}`,
  'applications.openid_missing': 'An application for signing in needs openid',
  'applications.public_without_scopes': 'An application without an SK cannot use the API; take out its scopes',
  'applications.role_may_not': ({ role }) =>
    `Your role (${role}) may not manage applications; ask the owners of your institution`,
  'applications.secret_is_theirs': 'Institutions draw and rotate their SK themselves; operators cannot see it',
  'applications.owner_takes_over': 'Only owners decide which application takes over from which',
  'applications.first_party': 'Applications of the Cloud itself cannot be disabled or waived anything',
  'applications.no_sandbox_named': ({ clientId }) => `There is no sandbox application with the AK ${clientId}`,
  'applications.no_test_citizen': 'There is no such test citizen',
  'applications.phone_first': 'A sandbox application is given to an account with a phone number: sign in with one',
  'applications.no_such_answer': 'There is no such answer; choose one of the list',
  'applications.most_sandboxes': ({ most }) => `At most ${most} sandbox applications; change or delete one`,
  'applications.disabled_no_edit': 'The application is disabled and cannot be changed; contact the operators',
  'applications.disabled_no_removal': 'The application is disabled and cannot be deleted; contact the operators',
  'applications.role_may_not_sandbox':
    'Your role may not open sandbox applications; ask the owners of your institution',
  'applications.secret_not_shown': 'This SK is not shown any more; rotate it where it was not saved',
  'applications.no_secret_used': 'The application uses no SK',
  'applications.secret_drawn':
    'The SK of this AK was drawn; only whoever drew it can read it. Rotate it where it was not saved',
  'applications.secret_just_made':
    'A new SK was made just now; only whoever made it can read it. Rotate again where it was not saved',
  'applications.no_such_secret': 'There is no such SK; it may have been revoked',
  'applications.secret_in_use': 'This SK is in use; rotate it first',
  'applications.addresses_missing': 'Write the addresses to be tested, one a line',
  'applications.addresses_most': ({ most, now }) => `At most ${most} addresses at a time; there are ${now}`,
  'applications.waiver_until_missing': 'The last day is missing',
  'applications.waiver_until_form': 'The last day must be within 180 days, for example 2026-12-31',
  'applications.https_needs_none': 'An https address needs no waiver; the institution registers it',
  'applications.no_callbacks': 'The application is not for signing in and has no callbacks',
  'applications.already_waived': 'This address is waived already; end it first to change the day',
  'applications.no_waiver': 'There is no such waiver; it may be over',
  'applications.public_needs_pkce': 'An application without an SK needs PKCE',
  'applications.pkce_not_waived': 'PKCE is not waived for this application',
  'applications.same_name': ({ clientId }) => `Another application of the institution (${clientId}) has the same name`,
  'applications.same_domain': ({ home }) => `The callbacks and the application are both at ${home}`,
  'applications.other_domain': ({ hosts, home }) =>
    `The callbacks are at ${hosts.join(', ')}, the application is at ${home}`,
  'applications.delicate': ({ scopes }) => `Scopes that need a purpose: ${scopes}`,
  'applications.no_purpose': 'The purpose is missing; citizens will not see why',
  'applications.purpose_given': 'The purpose is given',
  'applications.callback_leads': ({ uri, host }) => `${uri} leads to another host: ${host}`,
  'applications.callback_answers': ({ uri, status }) => `${uri} answers ${status}`,
  'applications.callback_open': ({ uri }) => `${uri} can be opened`,
  'applications.no_answer_in': ({ seconds }) => `does not answer within ${seconds} seconds`,
  'applications.not_public': 'is not on the public internet and was not tested',
  'applications.bad_certificate': 'has a bad certificate; browsers will stop',
  'applications.host_unknown': 'has a host that is not in DNS',
  'applications.unreachable': 'cannot be reached',
  'applications.sandbox_local':
    'A sandbox application leads to this machine or to a private address only: http://localhost:port/path',
  'applications.callback_fails': ({ uri, why }) => `${uri} ${why}`,
  'applications.overlap_form': 'The old SK may go on for 0 to 7 days',
  // Why a call was refused, for a program or an assistant, with the cure.
  'applications.cause_ak_expired': ({ day }) => `This AK ended on ${day}: logins and the API are off.`,
  'applications.cause_ak_disabled': 'The operators disabled this AK: logins and the API are off.',
  'applications.cause_redirect_other': ({ registered, difference }) =>
    `The redirect URI that came is not registered. Registered: ${listOf(registered)}.${differences(difference)}`,
  'applications.cause_logout_address_other': ({ registered, difference }) =>
    `The address after logout that came is not registered. Registered: ${listOf(registered)}.${differences(difference)}`,
  'applications.cause_pkce_and_nonce_missing':
    'The authorization request carried neither PKCE (code_challenge) nor a nonce: this application is registered with "PKCE or nonce" and needs one of them.',
  'applications.cause_pkce_missing': 'The authorization request did not use PKCE: code_challenge is missing.',
  'applications.cause_challenge_required': 'The authorization request did not use PKCE: code_challenge is missing.',
  'applications.cause_challenge_method_missing': 'There is a code_challenge, and no code_challenge_method.',
  'applications.cause_challenge_missing': 'There is a code_challenge_method, and no code_challenge.',
  'applications.cause_challenge_method_other': 'code_challenge_method is not S256, and nothing else is supported.',
  'applications.cause_challenge_form': 'code_challenge has 43 characters: letters, digits, - and _.',
  'applications.cause_scope_not_approved': ({ registered }) =>
    `A scope that was asked for is not approved. Approved: ${listOf(registered)}.`,
  'applications.cause_scope_characters': 'scope has characters that cannot be read.',
  'applications.cause_openid_missing': 'scope lacks openid.',
  'applications.cause_prompt_other': 'prompt has no such value.',
  'applications.cause_id_token_hint_other': 'id_token_hint is no id_token that the Cloud issued to this application.',
  'applications.cause_response_not_allowed':
    'This application has no redirect URI for logins, or the way of answering is not supported.',
  'applications.cause_request_object_missing':
    'This application takes signed authorization requests only (JAR), and there was no request.',
  'applications.cause_pushed_request_missing':
    'This application takes pushed authorization requests only (PAR), and this one stood in the address.',
  'applications.cause_request_object_refused':
    'The signed request did not pass: its signature, algorithm, iss (the AK), aud (the issuer) or time is not right.',
  'applications.cause_request_uri_refused':
    'The request carried what is not supported: registration, or a request_uri that was not pushed.',
  'applications.cause_response_mode_other': 'The response_mode that came is not supported.',
  'applications.cause_consent_withdrawn': 'The citizen withdrew the consent during the login.',
  'applications.cause_quota_stats': ({ seconds, limit }) =>
    `Figures were reported too often: one AK may do it ${limit} times in ${seconds} seconds.`,
  'applications.cause_quota_live': ({ seconds, limit }) =>
    `Live data were updated too often: one AK may do it ${limit} times in ${seconds} seconds.`,
  'applications.cause_quota_calls': ({ seconds, limit }) =>
    `The API was called too often: one AK may do it ${limit} times in ${seconds} seconds.`,
  'applications.cause_sk_ended': ({ received, day, registered }) =>
    `An old SK came (last four: ${received}), which ended on ${day}. Last four of the present SK: ${listOf(registered)}.`,
  'applications.cause_sk_spaces': 'The SK came with spaces or line breaks around it; all else is right.',
  'applications.cause_sk_unknown': ({ registered }) =>
    `The SK that came is none of this AK. Last four of the present SK: ${listOf(registered)}.`,
  'applications.cause_sk_malformed': ({ received }) =>
    `The SK that came has ${received} characters and is not whole: an SK begins with ncc_sk_ and has 50 characters.`,
  'applications.cause_authentication_other': ({ received, registered }) =>
    `The client authenticated by ${received}; registered is ${listOf(registered)}.`,
  'applications.cause_assertion_used': 'This signature (client_assertion) was used before.',
  'applications.cause_assertion_refused':
    'The signature (client_assertion) did not pass: its content, time, algorithm or key is not right.',
  'applications.cause_sk_in_address':
    'The SK stood in the address (?client_secret=…). It is not read there, and logs on the way keep it. JustAuth and JAP send it so by default.',
  'applications.cause_authentication_missing':
    'The request does not say which application it is: there is no Authorization header, and no client_id and client_secret in the form.',
  'applications.cause_authentication_twice':
    'Two ways were used at once: the SK or the token came in the header and in the form.',
  'applications.cause_authorization_header': 'The Authorization header is not well formed.',
  'applications.cause_client_id_other': 'The AK in the header is not the client_id in the form.',
  'applications.cause_content_type': 'The Content-Type of the request is not right.',
  'applications.cause_origin_other': 'A web page called this endpoint from an origin that is not registered.',
  'applications.cause_grant_type_not_allowed': ({ registered }) =>
    `This application may not use the grant_type that came. It may use: ${listOf(registered)}.`,
  'applications.cause_grant_type_other':
    'The grant_type that came is not supported; authorization_code, refresh_token and client_credentials are.',
  'applications.cause_verifier_form': 'code_verifier has 43 to 128 characters: letters, digits, - . _ ~.',
  'applications.cause_verifier_missing': 'The code was redeemed without a code_verifier, the second half of PKCE.',
  'applications.cause_verifier_other':
    'The code_verifier does not belong to the code_challenge of the authorization request.',
  'applications.cause_simulated': ({ received }) =>
    `As chosen on the page of the AK, this answer was wrong on purpose (${received}).`,
  'applications.cause_code_used':
    'This authorization code was used before; so that nobody can misuse it, the tokens that came of it have ended.',
  'applications.cause_code_expired': 'The authorization code is over: it is good for 60 seconds.',
  'applications.cause_code_ended':
    'The authorization code has ended: it was used before, the citizen logged out, withdrew the consent or changed the password, the application was disabled, or the redirect URI is no longer registered.',
  'applications.cause_code_unknown': 'There is no such authorization code: it is not whole, or was issued long ago.',
  'applications.cause_redirect_at_token_other':
    'The redirect_uri at the token endpoint was not that of the authorization request.',
  'applications.cause_client_other': 'The authorization code or refresh token was issued to another AK.',
  'applications.cause_refresh_token_used':
    'This refresh token was replaced by a new one; so that nobody can misuse it, all tokens of this login have ended.',
  'applications.cause_refresh_token_expired':
    'The refresh token is over: it was not used for 30 days, or the login is 180 days old.',
  'applications.cause_sign_in_over':
    'The citizen logged out, withdrew the consent or changed the password, or the application was disabled, and its tokens ended with it.',
  'applications.cause_refresh_token_unknown': 'There is no such refresh token: it is not whole, or ended long ago.',
  'applications.cause_dpop_other': 'The DPoP proof does not fit the token or the request, is over, or was used before.',
  'applications.cause_refresh_scope_more': 'The refresh asked for what the citizen did not grant.',
  'applications.cause_access_token_expired': 'The access token is over: it is good for 10 minutes.',
  'applications.cause_audience_other': 'This access token is for another endpoint.',
  'applications.cause_scope_needed': ({ needed, received }) =>
    `This call needs the scope ${needed}; the access token has only: ${received}.`,
  'applications.cause_openid_needed':
    'The access token lacks the scope that was asked for; user information needs openid at least.',
  'applications.cause_token_type_other':
    'A JWT such as an id_token came; access tokens and refresh tokens are taken here.',
  'applications.cause_parameters_missing': ({ names }) => `The request lacks ${names.join(', ')}.`,
  'applications.cause_parameter_twice': ({ names }) => `The request has ${names.join(', ')} twice.`,

  'applications.cure_renew': 'Renew it: it works again within a second; AK, SK and settings stay.',
  'applications.cure_ask_operators': 'Ask the operators of the Cloud for the reason, and to enable it.',
  'applications.cure_redirect_other':
    'Compare character by character and use the registered address; register the new one first where it is needed. ' +
    'Spring Boot behind a reverse proxy sends http or an inner address: set server.forward-headers-strategy=framework; ' +
    'CXF: set completeUri of OidcClientCodeRequestFilter to the whole https address.',
  'applications.cure_logout_address_other': 'Use the registered address, or register this one first.',
  'applications.cure_make_pkce': makePkce,
  'applications.cure_challenge_method_missing': 'Add code_challenge_method=S256.',
  'applications.cure_challenge_form': 'Encode it as base64url without the = at the end, not as base64 or hexadecimal.',
  'applications.cure_scope_not_approved': 'Take it out of scope; apply for it first where it is needed.',
  'applications.cure_scope_characters': 'Put one space between scopes, no comma and no plus.',
  'applications.cure_openid_missing': 'For a login scope begins with openid, for example openid profile.',
  'applications.cure_prompt_other': 'prompt may be login, consent, select_account, create or none; none stands alone.',
  'applications.cure_id_token_hint_other':
    'Send the id_token as it came when the citizen logged in; where only the AK is known, send client_id.',
  'applications.cure_response_not_allowed':
    'Use response_type=code; an application for the data API only does not begin logins.',
  'applications.cure_request_object_missing':
    'Sign with the registered key and send the signed request as request; or turn this off under "Security" on the page of the application.',
  'applications.cure_pushed_request_missing':
    'Push the request to /oidc/par first and begin the login with the request_uri that it gives; FAPI applications have to.',
  'applications.cure_request_object_refused':
    'Sign with the private key of the registered public key by PS256, ES256, EdDSA or RS256 (FAPI: no RS256, and never none); iss is the AK, aud the issuer; FAPI also needs nbf, and exp within an hour.',
  'applications.cure_request_uri_refused': 'Write it into the authorization request itself, or push the request (PAR).',
  'applications.cure_response_mode_other': 'Leave response_mode out, or use query, fragment or form_post.',
  'applications.cure_quota_stats':
    'Report the figures of a day once; report several days by one call of /api/v1/stats/daily:batch. Wait for the seconds in Retry-After.',
  'applications.cure_quota_live': 'Send only what has changed. Wait for the seconds in Retry-After.',
  'applications.cure_quota_calls':
    'Slow down by the header RateLimit; send several entries by /api/v1/resources:batch. Wait for the seconds in Retry-After.',
  'applications.cure_sk_ended': 'Use the new SK; see whether some server was forgotten.',
  'applications.cure_sk_spaces': 'Take the spaces and line breaks around the SK out of the configuration.',
  'applications.cure_copy_sk':
    'Copy the present SK again; where it is lost, rotate to a new one; the old one works beside it for up to 7 days.',
  'applications.cure_authentication_other':
    'Authenticate as registered: client_secret_basic and client_secret_post with the SK, private_key_jwt with a signature, none with nothing.',
  'applications.cure_sign_anew':
    'Make a new signature for each request: iss and sub are the AK, aud is the issuer, jti is never repeated, exp is within a minute; set the clock of the server.',
  'applications.cure_sk_in_address':
    'Put client_id and client_secret into the form of a POST, or use an Authorization: Basic header (JustAuth: override doPostAuthorizationCode and post a form); the SK has leaked: rotate it.',
  'applications.cure_authentication_missing':
    'Send AK and SK by an Authorization: Basic header or in the form. Spring Security: set client-authentication-method to client_secret_basic; CXF: the Consumer needs a clientSecret.',
  'applications.cure_authentication_twice': 'Use one way, for example the Authorization header alone.',
  'applications.cure_authorization_header':
    'For a client write Basic base64(AK:SK), AK and SK URL-encoded first; for a token write Bearer, a space and the token.',
  'applications.cure_client_id_other': 'Take client_id out of the form, or make it the same AK.',
  'applications.cure_content_type': 'POST with application/x-www-form-urlencoded, not JSON.',
  'applications.cure_origin_other':
    'Redeem on your server; for an application without an SK the origin is that of a registered redirect URI.',
  'applications.cure_grant_type_not_allowed':
    'Use one that it may use; without an SK there is no client_credentials, without a redirect URI no login.',
  'applications.cure_verifier_form':
    'Use base64url of random bytes as code_verifier; keep it when the login begins and send it as it is.',
  'applications.cure_verifier_missing':
    'Keep the code_verifier when the login begins, and send it as it is when the code is redeemed.',
  'applications.cure_verifier_other':
    'Keep a code_verifier for each login (beside its state, for example), so that another login of the same browser does not overwrite it.',
  'applications.cure_simulated':
    'The program refuses this login, says so on a page, and lets its user begin again at once. If it signed in, it does not check this.',
  'applications.cure_code_used':
    'See whether the token request was sent twice (a retry, a reload of the callback, two servers); let the citizen log in again.',
  'applications.cure_code_expired': 'Redeem the code as soon as it comes, and set the clock of the server.',
  'applications.cure_sign_in_again': 'Let the citizen log in once more.',
  'applications.cure_code_unknown': 'Decode the code from the callback address once, and redeem it at once.',
  'applications.cure_redirect_at_token_other': 'Use exactly the same redirect_uri both times.',
  'applications.cure_client_other':
    'Redeem with the AK that began the login; see whether test and production settings are mixed.',
  'applications.cure_refresh_token_used':
    'Keep the new refresh token each time; where several servers share it, let one of them refresh. Let the citizen log in again now.',
  'applications.cure_dpop_other':
    'Make a new proof for each request, with the key with which the token was asked for; take DPoP-Nonce from the answer where there is one.',
  'applications.cure_refresh_scope_more': 'Refresh without scope, or with what was granted.',
  'applications.cure_audience_other':
    'User information takes the token of a login, the data API one of client_credentials.',
  'applications.cure_openid_needed': 'Begin the login with openid and the scopes that are needed.',
  'applications.cure_token_type_other': 'Send the value of access_token or refresh_token.',
  'applications.cure_parameters_missing': 'Add it; the content of a POST stands in the form, not in the address.',
  'applications.cure_parameter_twice': 'Write each of them once.',

  'applications.cause_in_general': ({ error }) => logins[error].cause,
  'applications.cure_in_general': ({ error }) => logins[error].cure,
  'applications.cause_other': ({ error }) => `The request was not accepted (${error}).`,
  'applications.cure_other': 'Correct it by the description; if that does not help, tell the operators the request id.',

  'applications.pkce_or_nonce': `${makePkce} ${byNonce}`,
  'applications.pkce_by_line': ({ name, line, hasNonce }) => `${name}: add ${line} ${hasNonce ? byNonce : ''}`.trim(),
  'applications.pkce_cannot': ({ name, hasNonce }) => `${name} cannot send PKCE. ${hasNonce ? byNonce : byWaiver}`,

  'applications.differs_no_address': 'what came is no whole address, which begins with https://',
  'applications.differs_scheme': ({ came, known }) => `the scheme differs: ${came} came, ${known} is registered`,
  'applications.differs_host': ({ known }) => `the host differs: ${known} is registered`,
  'applications.differs_port': ({ came, known }) => `the port differs: ${came} came, ${known} is registered`,
  'applications.differs_slash': 'only the slash at the end of the path differs',
  'applications.differs_case': 'the path differs in upper and lower case',
  'applications.differs_path': ({ known }) => `the path differs: ${known} is registered`,
  'applications.differs_query': 'what follows the question mark differs',
  'applications.differs_hash': 'it must not have a # and what follows',
  'applications.differs_writing': 'it is written in another way: case of the host, port, or encoding',
  'applications.why_missing': 'Say why it is disabled; the institution sees it',
} satisfies Catalogue<ApplicationFacts & ApplicationCommandFacts & CauseFacts & CallFacts>;
