import type { AccountCommandFacts, AccountFacts } from '../../accounts/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './parts.ts';
import { text } from './views/text.ts';

const spanOf = (seconds: number) =>
  seconds > 3600 ? plural(Math.ceil(seconds / 3600), 'hour') : plural(Math.ceil(seconds / 60), 'minute');

/** Short messages and mails go out in Chinese. */
type Sent =
  | 'accounts.password_changed'
  | 'accounts.code_message'
  | 'accounts.password_subject'
  | 'accounts.recovered_by_email'
  | 'accounts.email_code'
  | 'accounts.email_code_subject'
  | 'accounts.phone_changed'
  | 'accounts.email_subject'
  | 'accounts.email_link'
  | 'accounts.way_added'
  | 'accounts.way_added_subject'
  | 'accounts.appeal_notice'
  | 'accounts.appeal_subject'
  | 'accounts.avatar_removed'
  | 'accounts.avatar_removed_subject'
  | 'accounts.realname_message';

export const facts = {
  'accounts.made': ({ count }) => plural(count, 'account'),
  'accounts.is_open': 'open',
  'accounts.is_locked': ({ since }) => `locked since ${since}`,
  'accounts.was_open': 'was not locked',
  'accounts.no_roles': 'no roles',
  'accounts.new_password_first': 'You reported “This was not me”. First set a new password with a code, then sign in',
  'accounts.email_missing': 'Enter the whole e-mail address, for example name@example.cn',
  'accounts.email_unknown': 'No account has this e-mail address. Try another, or your mobile number',
  'accounts.email_proof_expired': 'Your e-mail was confirmed more than 15 minutes ago; get a new code',
  'accounts.recover_by_phone': 'Only the mobile number opens this account. Without it, please contact support',
  'accounts.mail_down': 'Mails cannot be sent at present; use your mobile number, or try again later',
  'accounts.way_ended': 'That has ended',
  'accounts.same_phone': 'This is the number you have now; enter another',
  'accounts.phone_has_account': 'This number has an account of its own, so it cannot be added here',
  'accounts.mails_often': ({ hours }) => `Too many confirmation mails today; try again in ${plural(hours, 'hour')}`,
  'accounts.same_email': 'Your account has this e-mail address already',
  'accounts.email_link_over':
    'This link has expired, was used, or belongs to another account. Have a new confirmation mail sent',
  'accounts.email_has_account': 'This e-mail address has an account of its own, so it cannot be added here',
  'accounts.last_way': 'Keep at least one way to sign in: add a mobile number before you remove the e-mail address',
  'accounts.appeal_open': 'Your number is being changed already; one request at a time',
  'accounts.appeals_spent': 'You can ask three times a year. Please call support',
  'accounts.appeal_stopped': 'The change of number is stopped',
  'accounts.no_appeal': 'No change of number is under way, or it was stopped or has taken effect',
  'accounts.avatar_missing': 'Choose a picture first',
  'accounts.avatars_often': ({ hours }) => `Too many pictures; try again in ${plural(hours, 'hour')}`,
  'accounts.no_avatar': 'There is no such picture, or it was removed',
  'accounts.session_over': 'This device is signed out already',
  'accounts.not_now':
    'This account cannot sign in at present; it may have been paused for security. Your data are kept: call the number at the foot of the page to get it back',
  'accounts.tries_spent': ({ minutes }) =>
    `Too many attempts. Try again in ${plural(minutes, 'minute')}, or sign in with a code`,
  'accounts.wrong_password': ({ left }) =>
    `Wrong number or password; ${plural(left, 'attempt')} left${left <= 2 ? '. If you were told that your account is paused, call the number at the foot of the page' : ''}`,
  'accounts.own_password_only': 'You can change the password of your own account only',
  'accounts.no_password': 'This account has no password yet; set one with “Forgot it?”',
  'accounts.tries_spent_recover': ({ minutes }) =>
    `Too many attempts. Try again in ${plural(minutes, 'minute')}, or set a new password with “Forgot it?”`,
  'accounts.wrong_current': 'This is not your present password; please check it',
  'accounts.same_password': 'The new password must not be the present one',
  'accounts.only_one': 'Not possible where several accounts are made at once',
  'accounts.nothing_to_find': 'Enter a username, mobile number or e-mail address',
  'accounts.changed_meanwhile': 'This account has just changed. Please sign in again.',
  'accounts.phone_taken': 'This number is registered already; please sign in',
  'accounts.username_taken': 'Somebody uses this username already; choose another',
  'accounts.email_taken': 'Somebody uses this e-mail address already; enter another',
  'accounts.no_grant': 'You have not given this platform access, or have withdrawn it.',
  'accounts.proof_expired': 'Your number was confirmed more than 15 minutes ago; get a new code',
  'accounts.many_registrations': ({ minutes }) =>
    `Too many accounts were created from this network; try again in ${plural(minutes, 'minute')}`,
  'accounts.many_names': ({ seconds }) =>
    `Too many accounts were created from this network with a username alone; try again in ${spanOf(seconds)}. With a mobile number you can register now. On the network of a library you can also use your own network, or ask the staff to call the number at the foot of the page`,
  'accounts.age_missing': 'Say whether you are 14 or older',
  'accounts.link_from_elsewhere':
    'This link was opened from another site: somebody may want to sign in with your account, so nothing was done. To sign in by scanning, scan the code on the screen with your phone',
  'accounts.child_managed': 'A child’s account is managed by a parent. Ask a parent to sign in and look under Family.',
  'accounts.too_young': 'Children under 14 are added by a guardian. Ask a parent to sign in and add you under Family.',
  'accounts.terms_too_soon': ({ day }) => `Publish them at least 7 days ahead: choose ${day} or later`,
  'accounts.terms_waiting': 'A new version is waiting to take effect; look at that first',
  'accounts.terms_in_force': 'This version is in force and cannot be withdrawn',
  'accounts.terms_missing': 'Please read and agree to the terms of use and the privacy policy',
  'accounts.last_guard':
    'Beside you this is the only person who can open accounts and give out roles. Let another colleague become administrator or security first; in an emergency use cloud account revoke on the server',
  'accounts.holds_role':
    'This account belongs to a member of staff and is not locked by one person alone. Let an administrator take all its roles away first; in an emergency use cloud account lock on the server',
  'accounts.own_role': 'You cannot change your own role; ask another administrator',
  'accounts.closing_takes_on_nothing':
    'This account is being closed and cannot join an institution, get a role or add a child. Its owner can sign in and take the closing back.',
  'accounts.locked_takes_on_nothing':
    'This account is locked and cannot join an institution, get a role or add a child. Please ask the support.',
  'accounts.not_found': 'There is no such account',
  'accounts.many_searches': 'Too many searches within an hour; try again later',
  'accounts.mobile_missing': 'Enter a Chinese mobile number of 11 digits',
  'accounts.wrong_code': 'This code is wrong; please check it',
  'accounts.code_spent': ({ tries }) => `The code was entered wrongly ${plural(tries, 'time')}; get a new one`,
  'accounts.code_not_asked': 'Get a code first',
  'accounts.code_used': 'This code was used; get a new one',
  'accounts.code_form': 'The code has 6 digits',
  'accounts.identifier_missing': 'Enter the whole mobile number or username',
  'accounts.unknown_identifier': 'No account has this number or username. Check it, or ask them to register first',
  'accounts.most_test_citizens': ({ most }) =>
    `At most ${plural(most, 'test citizen')}; reset the password of one, or delete one`,
  'accounts.test_citizen_failed': 'It was not created; please try again',
  'accounts.no_sandbox': 'You manage no sandbox application; test citizens are added by an administrator',
  'accounts.no_test_citizen': 'There is no such test citizen',
  'accounts.role_may_not_test': 'Your role cannot manage test citizens; ask an administrator of your institution',
  'accounts.roles_apart': ({ held, role }) => `${held} and ${role} must be different people; withdraw ${held} first`,
  'accounts.count_form': ({ most }) => `A whole number from 1 to ${most}`,
  'accounts.codes_of_day': ({ limit, hasOtherWay }) =>
    `${plural(limit, 'code')} were sent today; try again tomorrow${hasOtherWay ? ' or sign in with your password' : ''}`,
  'accounts.codes_often': ({ seconds, hasOtherWay }) =>
    `Too many codes; try again in ${spanOf(seconds)}${hasOtherWay ? ' or sign in with your password' : ''}`,
  'accounts.code_just_sent': ({ seconds }) => `A code was just sent; the next in ${plural(seconds, 'second')}`,
  'accounts.sms_down': ({ hasOtherWay }) =>
    `Messages cannot be sent at present; ${hasOtherWay ? 'sign in with your password' : 'try again later'}`,
  'accounts.code_expired': ({ minutes }) => `The code is older than ${minutes} minutes; get a new one`,
  'accounts.code_sent_again': ({ minutes }) => `The code was older than ${minutes} minutes; a new one is on its way`,
  'accounts.many_scans': ({ seconds }) => `Too many scans; try again in ${spanOf(seconds)}`,
  'accounts.card_profile': 'Profile',
  'accounts.card_security': 'Sign-in and security',
  'accounts.card_grants': 'Connected platforms',
  'accounts.card_logins': 'Sign-in history',
  'accounts.card_elder': 'Larger text',
  'accounts.note_nickname': ({ nickname }) => `Nickname: ${nickname}`,
  'accounts.note_ways': ({ ways }) => ways.join(', '),
  'accounts.note_no_grants': 'No platform connected yet',
  'accounts.note_grants': ({ count }) => `You can sign in to ${plural(count, 'platform')} with your account`,
  'accounts.note_no_logins': 'Nothing within the last 180 days',
  'accounts.note_last_login': ({ at, now, device }) =>
    `Last: ${text.moment(new Date(at), new Date(now))}, ${text.device(device)}`,
  'accounts.note_elder': ({ isOn }) => (isOn ? 'On: larger type and buttons' : 'Larger type and buttons'),
  'accounts.see': 'Open',
  'accounts.turn': ({ isOn }) => (isOn ? 'Turn off' : 'Turn on'),
  'accounts.way_code': 'Code by text message',
  'accounts.way_password': 'Password',
  'accounts.set_password': 'Set a password',
  'accounts.change_password': 'Change your password',
  'accounts.bind_email': 'Add an e-mail address',
  'accounts.change_email': 'Change your e-mail address',
  'accounts.bind_phone': 'Add a mobile number',
  'accounts.change_phone': 'Change your mobile number',
  'accounts.withdraw_from': ({ platform }) => `Withdraw access from ${platform}`,
  'accounts.centre': 'My account',
  'accounts.paper_missing': 'Choose which papers you have seen',
  'accounts.birth_year_form': 'The year of birth has 4 digits, for example 1958; leave it out where it is not needed',
  'accounts.paper_too_young': 'Children under 14 are added and managed by their parents, and not entered here',
  'accounts.not_present': 'Please tick that the person is here and looks like the picture',
  'accounts.no_realname_here':
    'No name can be entered for this account now: a guardian manages it, or it is locked or being deleted',
  'accounts.menu_home': 'Overview',
  'accounts.menu_profile': 'Profile',
  'accounts.menu_security': 'Sign-in and security',
  'accounts.menu_grants': 'Connected platforms',
  'accounts.menu_logins': 'Sign-in history',
} satisfies Catalogue<Omit<AccountFacts, Sent> & AccountCommandFacts>;
