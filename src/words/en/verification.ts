import type { VerificationFacts } from '../../integration/verification/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { sampleWords } from './samples.ts';

const openLogin =
  'Open your login page in the same private window and click “使用国家公共文化云登录” (log in with the Public Culture Cloud). ';
const refused = 'Your site should refuse the login and say that it did not succeed.';

/** The Chinese parts of the lines to change, and of the names of frameworks. */
const inLines: Readonly<Record<string, string>> = {
  '（': ' (',
  '）': ')',
  其他: 'Other',
  '：与登记的一字不差': ': exactly as registered',
  完整地址是域名加这一段: 'the whole address is your domain and this',
  每次登录一个: 'one for each login',
  其余不变: 'the rest as before',
  自己写的: 'your own',
  '用自带的解析器，它每次都生成 state': 'use the built-in resolver: it makes a state each time',
  '自动生成并核对 state': 'makes and checks the state by itself',
  '不要换掉自带的 state': 'do not replace the built-in state',
  '有 openid 就自动带 nonce': 'with openid the nonce comes by itself',
  '启动时写对外的地址，反向代理后面也一样：': 'start it with the public address, behind a reverse proxy too: ',
  仅当请求确实来自自己的反向代理: 'only if the request really comes from your own reverse proxy',
  '自带：把回跳的完整网址交给它': 'has it: give it the whole address of the callback',
  '在 OAuth2LoginAuthenticationFilter 之前的过滤器里，只看回调地址；Spring Security 自己不核对':
    'in a filter before OAuth2LoginAuthenticationFilter, for the callback only; Spring Security does not check it itself',
  '收到回跳马上换令牌，不排队，不等第二次点击':
    'redeem the code at once when the callback comes: no queue, no second click',
  先删后用: 'delete it first, then use it',
  '自带的 HttpSession 实现取出即删': 'the built-in HttpSession one deletes it as it is read',
  '核对并删除 state': 'checks and deletes the state',
  '自带的 HttpSession 实现按 state 找这一次登录': 'the built-in HttpSession one finds the login by its state',
  自己换令牌: 'redeeming the code yourself',
  '交给中间件：它核对 state 和关联 cookie':
    'leave it to the middleware: it checks the state and the correlation cookie',
  '网页、小程序、安装包里的 SK': 'the SK in a page, a mini-program or an app package',
  网页里: 'in the page',
  '放到服务器上，SK 从环境变量读取': 'on the server, which reads the SK from its environment',
  服务器的环境变量: 'an environment variable of the server',
  '核对签名，默认不核对': 'checks the signature; off by default',
  '自己建，没有 setJwtValidator': 'of your own without setJwtValidator',
  '用自带的 OidcIdTokenDecoderFactory': 'use the built-in OidcIdTokenDecoderFactory',
  已经核对过: 'has checked it',
  '没有签名的，中间件也接受': 'the middleware accepts one without a signature, too',
  '自己写的 OidcUserService 里跳过 nonce': 'your own OidcUserService that skips the nonce',
  '用自带的 OidcAuthorizationCodeAuthenticationProvider':
    'use the built-in OidcAuthorizationCodeAuthenticationProvider',
  '回跳处理完，离开带 code 的网址': 'when the callback is done, leave the address with the code',
  '没有 phone_number 就报错': 'fail without phone_number',
  '可以为空，需要时再请市民填写': 'may be empty; ask the citizen for it when you need it',
  '回到首页，不自动再跳': 'back to the home page, and not to the login again',
  下一次点登录重新开始: 'the next login starts anew',
  登录没有完成: 'The login was not completed',
  自己的会话也结束: 'your own session ends, too',
  两个都退出: 'sign out of both',
  '不对的都是 400': 'whatever is wrong gets 400',
  '来自 jose': 'of jose',
  '核对 logout_token 后按 sub 结束会话': 'check the logout_token, then end the sessions of its sub',
};
const words: Readonly<Record<string, string>> = { ...sampleWords, ...inLines };
const longestFirst = Object.keys(words).toSorted((one, other) => other.length - one.length);
const linesInEnglish = (text: string): string =>
  longestFirst.reduce((rest, chinese) => rest.replaceAll(chinese, () => words[chinese] ?? chinese), text);

/** An answer of a partner's site as it was seen. */
const answered = ({ status, text }: { status: number; text: string }): string =>
  status === 0
    ? 'broke the connection without an answer'
    : `answered ${status}${text === '' ? ' with nothing in it' : `: “${text}”`}`;

export const facts = {
  'verification.group_redirect': 'Redirect',
  'verification.group_tokens': 'Tokens',
  'verification.group_people': 'User data',
  'verification.group_leaving': 'Refusal, interruption and logout',

  'verification.title_redirect_uri': 'The redirect address is the registered one',
  'verification.title_state': 'Each login has another state',
  'verification.title_nonce': 'Each login has a nonce, and another one',
  'verification.title_pkce': 'PKCE with S256',
  'verification.title_scope': 'Only approved data are asked for',
  'verification.title_https': 'https all the way',
  'verification.title_issuer': 'The iss of the callback is checked',
  'verification.title_button': 'The login window has our button, and its certificate is valid',
  'verification.title_in_time': 'Codes are redeemed within 60 seconds',
  'verification.title_code_once': 'A code is used once',
  'verification.title_secret': 'The SK never appears in a browser',
  'verification.title_forged': 'Forged tokens are refused',
  'verification.title_state_checked': 'Callbacks with another state are refused',
  'verification.title_nonce_checked': 'Tokens with another nonce are refused',
  'verification.title_addresses': 'No code or token stays in an address',
  'verification.title_subject': 'People are known by the number of their account',
  'verification.title_phone': 'Login works without a phone number',
  'verification.title_name': 'Rare characters and the dot in names are shown right',
  'verification.title_denied': 'After “disagree” the citizen is back on the page before',
  'verification.title_retry': 'A login that did not succeed ends on a page, and can be tried again',
  'verification.title_logout': 'Logging out ends both sessions',
  'verification.title_notice': 'A logout notice ends the session',

  'verification.round_refuse':
    'Open the address below, click “使用国家公共文化云登录” (log in with the Public Culture Cloud), log in as the test citizen, and click “不同意” (disagree) on the page that asks for consent.',
  'verification.expect_refuse':
    'You should be back on your login page, with a sentence about it, free to choose again.',
  'verification.round_plain': `${openLogin}This time click “同意并登录” (agree and log in), and leave the phone number off.`,
  'verification.expect_plain': 'The login should succeed. Look at the name that your site shows.',
  'verification.round_again':
    'Send the code that was used once more: open the address below in the same private window.',
  'verification.expect_again': 'Your site should refuse it, and not redeem it again.',
  'verification.round_renamed': `Log out on your site and log in again. ${openLogin}The test citizen has just changed the nickname.`,
  'verification.expect_renamed': 'It should be the account of before with another nickname, and not a new one.',
  'verification.round_signature': `Log out. ${openLogin}This time the signature of the token is wrong.`,
  'verification.expect_signature': refused,
  'verification.round_none': `${openLogin}This time the token has no signature (alg is none).`,
  'verification.expect_none': refused,
  'verification.round_issuer': `${openLogin}This time the iss of the token names another.`,
  'verification.expect_issuer': refused,
  'verification.round_audience': `${openLogin}This time the token is made for another application (aud).`,
  'verification.expect_audience': refused,
  'verification.round_expired': `${openLogin}This time the token expired long ago.`,
  'verification.expect_expired': refused,
  'verification.round_nonce': `${openLogin}This time the nonce in the token is another.`,
  'verification.expect_nonce': refused,
  'verification.round_state': `${openLogin}This time the state of the callback is not the one you sent.`,
  'verification.expect_state': 'Your site should stop, and not redeem the code.',
  'verification.round_mixup': `${openLogin}This time the iss of the callback names another.`,
  'verification.expect_mixup': 'Your site should stop, and not redeem the code.',
  'verification.round_lost': `${openLogin}This time the answer with the tokens is lost on its way.`,
  'verification.expect_lost': 'Your site should say that the login did not succeed and can be tried again.',
  'verification.round_retry': `Clear nothing. ${openLogin}`.trim(),
  'verification.expect_retry': 'The login should succeed.',
  'verification.round_notice':
    'Stay logged in and press the button below: logout notices go to your registered address, first a forged one, then a real one.',
  'verification.expect_notice': 'Reload your site: you should not be logged in any more.',
  'verification.round_logout': 'Log in once more, then log out on your site.',
  'verification.expect_logout': 'You should come to the logout page of the Public Culture Cloud.',

  'verification.ask_denied':
    'After “不同意” (disagree) your own login page was shown, with a sentence, free to choose again',
  'verification.no_denied': 'No: an empty page, an error page, or another login by itself',
  'verification.ask_name': 'Your site shows the name as “买买提·𠮷热木”, every character of it',
  'verification.no_name': 'No: boxes, question marks, or a character or the dot is missing',
  'verification.ask_phone': 'The login succeeded without a phone number',
  'verification.no_phone': 'No: a phone number was demanded first',
  'verification.ask_addresses': 'After the login the address bar has no code or token',
  'verification.no_addresses': 'They are still there',
  'verification.ask_subject': 'After the nickname changed, the login led to the same account',
  'verification.no_subject': 'No: to a new account, or to another one',
  'verification.ask_forged':
    'The five logins with a wrong signature, no signature, another iss, another aud and an expired token all failed',
  'verification.no_forged': 'One of them succeeded',
  'verification.ask_nonce': 'The login with another nonce failed',
  'verification.no_nonce': 'It succeeded',
  'verification.ask_refused':
    'Each login that did not succeed ended on a page of your own, which says so and lets the citizen log in again',
  'verification.no_refused': 'Not so: some were empty, a 500, or another error',
  'verification.ask_noticed': 'After the notices a reload shows that nobody is logged in',
  'verification.no_noticed': 'Still logged in',
  'verification.ask_button':
    'The login window has the button “国家公共文化云” (Public Culture Cloud), its address begins with https, and the browser warns of nothing',
  'verification.no_button': 'No button, or the browser warns',

  'verification.seen_redirect_other': ({ received, registered }) =>
    `The request has the redirect address ${received}, registered is ${registered.join(', ')}; the login is stopped at its first step.`,
  'verification.cause_redirect_other':
    'Addresses are compared character by character: scheme, case, port and a slash at the end all count.',
  'verification.cure_redirect_other':
    'Have the program send the registered address; if that is the wrong one, change it on the page of the application.',
  'verification.seen_state_missing': 'The login request has no state.',
  'verification.cause_state_missing':
    'Without a state others can give your users a login of theirs (cross-site request forgery).',
  'verification.cure_state_missing':
    'Make a random state for each login, keep it in the session, check it at the callback and delete it.',
  'verification.seen_state_same': 'Several login requests have the same state.',
  'verification.cause_state_same': 'A fixed state, or one that is used again, is worth none.',
  'verification.cure_state_same': 'Make a new one for each login, and delete it after its use.',
  'verification.seen_state_ignored':
    'The state of the callback was not that of this login, and your site redeemed the code all the same.',
  'verification.cause_state_ignored':
    'The state of the callback is not compared with the one in the session. Others can give your users a login of theirs (cross-site request forgery): a state that is only sent does not stop them.',
  'verification.cure_state_ignored':
    'Compare the state of the callback with the one in the session first; if it is another, stop and do not redeem the code.',
  'verification.seen_nonce_missing': 'The login request has no nonce.',
  'verification.cause_nonce_missing': 'Without a nonce a token does not show whether it is of this login.',
  'verification.cure_nonce_missing':
    'Make a random nonce for each login, keep it in the session, and check it in the token.',
  'verification.seen_nonce_same': 'Several login requests have the same nonce.',
  'verification.cause_nonce_same': 'With a fixed nonce an old token can be used again.',
  'verification.cure_nonce_same': 'Make a new one for each login.',
  'verification.seen_pkce_missing': 'The login request has no code_challenge, or its method is not S256.',
  'verification.cause_pkce_missing': 'The library has PKCE turned off. A code that is intercepted can be redeemed.',
  'verification.cure_pkce_missing': 'Turn PKCE on, with S256; most libraries take one setting for it.',
  'verification.seen_scope_foreign': ({ received }) =>
    `The login request has scopes that were not approved: ${received}.`,
  'verification.cause_scope_foreign': 'The program asks for more scopes than were approved.',
  'verification.cure_scope_foreign': 'Ask for those of the application only; apply for others first if you need them.',
  'verification.seen_plain_http': ({ address }) => `The way leads through ${address}, which is not encrypted.`,
  'verification.cause_plain_http':
    'One hop of the login is http: everybody in the same network sees the code and the session.',
  'verification.cure_plain_http':
    'Use https on the whole site and redirect http to it; behind a reverse proxy, tell the program that https is outside.',
  'verification.seen_issuer_ignored':
    'The iss of the callback names another, and your site redeemed the code all the same.',
  'verification.cause_issuer_ignored':
    'The iss of the callback (RFC 9207) is not checked. With several login services, the code of one would go to another.',
  'verification.cure_issuer_ignored':
    'Compare iss with the address of the Public Culture Cloud first, and stop if it is another.',
  'verification.seen_button_missing': ({ address }) =>
    `${address} has no button “使用国家公共文化云登录” (log in with the Public Culture Cloud).`,
  'verification.cause_button_missing': 'The button is not in the login window, or has other words or another picture.',
  'verification.cure_button_missing':
    'Copy its code from the button kit into the login window; if the address of the login page is wrong, correct it at the start.',
  'verification.seen_tls_broken': ({ address, reason }) => `The certificate of ${address} is not accepted (${reason}).`,
  'verification.cause_tls_broken':
    'The certificate has expired or is of another domain, or the server does not send the intermediate certificate.',
  'verification.cure_tls_broken': 'Renew the certificate, and install the intermediate one with it.',
  'verification.seen_too_late': ({ seconds }) => `The code was redeemed ${seconds} seconds after it was sent.`,
  'verification.cause_too_late': 'A code is valid for 60 seconds; with a slow network the citizen cannot log in.',
  'verification.cure_too_late': 'Redeem the code at once when the callback comes: no queue, no second click.',
  'verification.seen_code_again': 'A code that was used was sent again.',
  'verification.cause_code_again':
    'The state is not checked and deleted: the same callback address opened twice redeems twice.',
  'verification.cure_code_again': 'Check the state first and delete it at once; refuse a callback without one.',
  'verification.seen_secret_in_browser': 'The SK is in a request of a browser.',
  'verification.cause_secret_in_browser':
    'The SK is in a script of the page or in an address, where everybody can take it and pose as you.',
  'verification.cure_secret_in_browser':
    'Redeem codes on the server, and take a new SK. An application without a server applies as a public one.',
  'verification.seen_forged_accepted': ({ which }) =>
    which.length === 0
      ? 'We sent forged tokens on purpose, and your site let the login succeed.'
      : `We sent forged tokens on purpose (${which.join(', ')}), and your site accepted them and read userinfo.`,
  'verification.cause_forged_accepted':
    'The token is not checked as a whole: signature, iss, aud and expiry. Without one of them others can pose as your users.',
  'verification.cure_forged_accepted':
    'Have the library check the token instead of decoding it yourself; turn off switches such as “skip verification”, and accept the registered signature algorithm only.',
  'verification.seen_nonce_ignored':
    'We sent a token with another nonce on purpose, and your site let the login succeed.',
  'verification.cause_nonce_ignored':
    'The stored nonce is not given to the library for its check. A token that was intercepted can be used on your site.',
  'verification.cure_nonce_ignored':
    'Give the stored nonce to the library, or compare it yourself, and refuse another.',
  'verification.seen_leak_in_address':
    'The code or a token stays in an address, or goes to other sites with the referrer.',
  'verification.cause_leak_in_address':
    'The callback does not redirect to a clean address, or the whole referrer is sent (Referrer-Policy: unsafe-url).',
  'verification.cure_leak_in_address':
    'Redirect (303) to an address without the code as soon as the callback is done; take unsafe-url away.',
  'verification.seen_subject_ignored': 'After the nickname changed, your site took the person for another.',
  'verification.cause_subject_ignored':
    'People are known by nickname or phone number. Nicknames repeat, and phone numbers change.',
  'verification.cure_subject_ignored': 'Know people by the sub of the token; nickname and phone number are for show.',
  'verification.seen_phone_needed': 'The test citizen gave no phone number, and your site refused the login.',
  'verification.cause_phone_needed': 'Citizens may keep their phone number; demanding it shuts them out.',
  'verification.cure_phone_needed':
    'Let them log in without one; ask for it where it is really needed, for example at a booking.',
  'verification.seen_name_broken': 'A rare character or the dot in the name is shown wrong.',
  'verification.cause_name_broken':
    'The database or the page is not whole UTF-8 (utf8 of MySQL has three bytes only), or the dot is filtered as a special character.',
  'verification.cure_name_broken': 'Use utf8mb4, declare UTF-8, and do not filter “·” out of names.',
  'verification.seen_denied_loop':
    'The test citizen clicked “不同意” (disagree), and your site asked for a login at once.',
  'verification.cause_denied_loop': 'error=access_denied starts another login by itself: the citizen cannot get out.',
  'verification.cure_denied_loop':
    'At access_denied answer a page of your own, with a sentence and a link home; never redirect to a /login that goes on to the Public Culture Cloud at once.',
  'verification.seen_denied_lost': 'After “不同意” (disagree) your login page was not shown.',
  'verification.cause_denied_lost': 'The callback handles code only, and not error.',
  'verification.cure_denied_lost':
    'If the callback has error, answer a page of your own (400, a sentence, a link home) or go to the home page; never to a /login that goes on to the Public Culture Cloud at once.',
  'verification.seen_retry_stuck': 'After the answer with the tokens was lost, the next login failed, too.',
  'verification.cause_retry_stuck':
    'The unfinished login is still in the session, and the program goes on with a used code or an old state.',
  'verification.cure_retry_stuck':
    'When redeeming fails, delete the state and code of that login, and answer a page with a sentence and a link, for the citizen to click.',
  'verification.seen_refusal_broken': ({ which, status, text }) => `${which}: your site ${answered({ status, text })}.`,
  'verification.seen_refusal_lost': 'Some logins that did not succeed did not end on a page of your own.',
  'verification.cause_refusal_broken':
    'Refusing the login is right, but the citizen sees an error or nothing, and has no way on. Most likely, in this order: the exception of a token that does not verify is not caught; a failed token request is not handled; a callback without a session is not looked at.',
  'verification.cure_refusal_broken':
    'Catch every failure in the callback, and answer a 400 page: a sentence, and a link to log in.',
  'verification.seen_refusal_loop': ({ which }) =>
    `${which}: your site went round in redirects and ended on no page (a browser says “too many redirects”).`,
  'verification.cause_refusal_loop':
    'A login that did not succeed is redirected to the login address, which goes on to the Public Culture Cloud at once. The citizen is signed in there, comes back with a new code, is refused again, and so on.',
  'verification.cure_refusal_loop':
    'Where a login does not succeed, answer a page of your own (400, a sentence, a link to log in) or go to the home page; never redirect to /login by yourself.',
  'verification.seen_logout_local': 'Logging out on your site did not come to the Public Culture Cloud.',
  'verification.cause_logout_local':
    'Only your own session ends. On a shared computer the next person gets into the account of the one before.',
  'verification.cure_logout_local':
    'At logout redirect with id_token_hint to the logout address (end_session_endpoint).',
  'verification.seen_logout_refused': ({ description }) => `The logout request was refused: ${description}`,
  'verification.cause_logout_refused': 'The address after logout is not registered, or id_token_hint is wrong.',
  'verification.cure_logout_refused':
    'Register post_logout_redirect_uri, and send the id_token of the login as id_token_hint.',
  'verification.seen_logout_unsigned': ({ status, text }) =>
    `When it was time to log out, nobody was logged in on your site: no login succeeded after the logout notice${
      status === 0 && text === '' ? '' : `; your site ${answered({ status, text })}`
    }.`,
  'verification.cause_logout_unsigned':
    'Logging out was not reached. Most likely, in this order: after the notice your site goes on refusing this sub; it stopped while it handled the notice; nobody logged in for this step.',
  'verification.cure_logout_unsigned':
    'A notice ends the sessions that there are, and no later login: make this login succeed first, then log out.',
  'verification.seen_logout_stopped': ({ status, text }) =>
    `Logging out, your site ${answered({ status, text })}, and did not come to the Public Culture Cloud.`,
  'verification.cause_logout_stopped':
    'It was stopped by your site itself. Most likely, in this order: 403 or 419 is a missing token against CSRF; 404 or 405 a wrong address or method; 500 an error of the program, for instance no id_token in the session.',
  'verification.cure_logout_stopped':
    'Make the address work first (a form with its token against CSRF, by POST), then redirect with id_token_hint to the logout address (end_session_endpoint).',
  'verification.seen_logout_stays': ({ registered }) =>
    `The logout request has no post_logout_redirect_uri: the citizen stays at the Public Culture Cloud, and does not come back to your registered ${registered.join(', ')}.`,
  'verification.cause_logout_stays':
    'The redirect to the logout address has id_token_hint or client_id alone; an address that is registered is not sent by itself.',
  'verification.cure_logout_stays':
    'Send post_logout_redirect_uri to the logout address (end_session_endpoint) too, exactly as registered.',
  'verification.seen_notice_missing': 'No address for logout notices is registered, so none can be sent.',
  'verification.cause_notice_missing':
    'When a citizen logs out of the Public Culture Cloud, or an account is locked or closed, your site does not know, and its session stays.',
  'verification.cure_notice_missing':
    'Make an address that takes logout notices and checks signature, iss, aud and events, and that there is no nonce (each sample has it whole), and register it.',
  'verification.seen_notice_status': ({ address, status, text }) =>
    `Given a true logout notice, ${address} ${answered({ status, text })}.`,
  'verification.cause_notice_status':
    'There is no such address, or it takes no POST. Most likely, in this order: the path is wrong; it is not written yet; only GET is.',
  'verification.cure_notice_status':
    'Take POST at the registered address, and answer 200 when done; correct the registration if the path is wrong.',
  'verification.cause_notice_guarded':
    'The notice did not reach the program that handles it. Most likely, in this order: the address asks for a token against CSRF; it asks for a login; a gateway or firewall stops a POST from outside.',
  'verification.cure_notice_guarded':
    'Exempt the address from CSRF checks and logins: the signature of the notice is enough.',
  'verification.cause_notice_refused':
    'The notice is a true one, and your program did not take it. Look at its answer and its log first; most likely, in this order: it is verified like an id_token and a nonce is demanded; iss or aud is compared with something else; its typ (logout+jwt) is not known; sid is demanded (this one has sub only).',
  'verification.cure_notice_refused':
    'Check signature, iss, aud, exp and events, that there is no nonce, and that there is sub or sid; if all is right, end the sessions and answer 200.',
  'verification.cause_notice_crashed':
    'Your program failed on the notice. Look at its log first; most likely, in this order: the form field logout_token is not read; the notice has no sid, and the program takes it for granted; the sessions cannot be searched.',
  'verification.cure_notice_crashed':
    'Answer 200 to a true notice, 400 to a bad one, and 200 as well where no session is found.',
  'verification.seen_notice_forged': ({ address, status }) =>
    `The logout notice to ${address} with a wrong signature was answered ${status}, too.`,
  'verification.cause_notice_forged': 'The signature of notices is not checked: anybody can log your users out.',
  'verification.cure_notice_forged':
    'Check it like a token of a login, then events and sub; answer 400 to whatever is wrong.',
  'verification.seen_notice_unheard': ({ address, status }) =>
    `A notice with a wrong signature to ${address} was answered ${status}; so was a true one, and no citizen was logged out.`,
  'verification.cause_notice_unheard':
    'Most likely no program takes notices at this address: its path is wrong, and the site answers 200 to addresses that it does not have (for instance with its home page).',
  'verification.cure_notice_unheard':
    'Take POST at the registered address, check signature, iss, aud and events, and end the sessions of its sub; answer 400 to bad notices and 404 to addresses that are not there.',
  'verification.seen_notice_ignored': 'The notice was taken, and the citizen is still logged in on your site.',
  'verification.cause_notice_ignored': 'The sessions of its sub are not found and ended.',
  'verification.cure_notice_ignored': 'Keep sub in the session, and end all sessions of that sub at a notice.',

  'verification.seconds': ({ seconds }) => `Took ${seconds} seconds`,
  'verification.by_person': 'Confirmed by you',
  'verification.by_picture': 'Confirmed by you with a screenshot',
  'verification.nonce_instead': 'No PKCE; a nonce in its place, which passes',
  'verification.not_asked_for': 'The phone number was not applied for',
  'verification.unreachable': ({ address }) =>
    `${address} could not be reached. That is no failure; try again in a while.`,
  'verification.own_machine_page': ({ address }) =>
    `${address} is on your own machine, where the Public Culture Cloud cannot go; you will be asked for a screenshot at the end.`,
  'verification.own_machine_notice':
    'Logout notices do not reach your own machine and are not demanded in a sandbox; a production application registers an address for them. With a tunnel, its https address can be registered on the page of the application.',
  'verification.wrong_signature': 'wrong signature',
  'verification.wrong_none': 'no signature',
  'verification.wrong_issuer': 'another iss',
  'verification.wrong_audience': 'another aud',
  'verification.wrong_expired': 'expired',
  'verification.wrong_nonce': 'another nonce',
  'verification.refused_denied': 'After the citizen declined',
  'verification.refused_again': 'The used code, opened a second time',
  'verification.refused_state': 'The login with another state in the callback',
  'verification.refused_mixup': 'The login with another iss in the callback',
  'verification.refused_lost': 'The login whose tokens were lost on the way',
  'verification.refused_stranger': 'The callback, opened without a login',
  'verification.refused_token': ({ wrong }) => `The login with a wrong token (${wrong})`,
  'verification.not_found': 'There is no such verification',
  'verification.under_way': 'A verification of this application is under way',
  'verification.over': 'This verification is over; start another',
  'verification.no_login': 'The application has no redirect address, so there is no login to verify',
  'verification.not_live': 'The AK has expired or is disabled; restore it first',
  'verification.login_url_here':
    'The login page of a sandbox is on this machine, or on the site of a registered redirect address, for example http://localhost:5055/login',
  'verification.stack': ({ stacks }) =>
    `Name the library or language in at most 40 characters, for example ${stacks.join(', ')}`,
  'verification.round_ahead': 'That step has not come yet: first do the one that `next` names',
  'verification.not_yet': 'The turn of the notices has not come yet',
  'verification.too_often': ({ minutes }) => `Started too often; try again in ${minutes} minutes`,
  'verification.noted': 'Passed, with a note',
  'verification.only_production': 'Cannot be done on your own machine; verified with a production application only',
  'verification.no_notice': 'There is no such logout notice; fetch them again',
  'verification.question_unknown': ({ asked }) =>
    asked.length === 0 ? 'There is nothing to answer now' : `That is not asked; asked are: ${asked.join(', ')}`,
  'verification.summary': ({ passed, all, left }) =>
    `${passed} / ${all}${left > 0 ? `, and ${left} verified in production only` : ''}`,
  'verification.framework': ({ text }) => linesInEnglish(text),
  'verification.lines': ({ text }) => linesInEnglish(text),
} satisfies Catalogue<VerificationFacts>;
