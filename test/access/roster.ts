import { names as everybody, type Name } from './subjects.ts';

/** Who may pass a door. `access` is what its guards call themselves; behind `step-up`, those whose second factor is fresh. */
type Entry = { access: string; may: readonly Name[]; doors: string };

const certified: readonly Name[] = [
  'owner',
  'agent',
  'developer',
  'limited developer',
  'reporter',
  'reader',
  'stale owner',
  'other owner',
];
const owners: readonly Name[] = ['owner', 'stale owner', 'other owner'];
const heads: readonly Name[] = [...owners, 'agent'];
const staff: readonly Name[] = [
  'administrator',
  'security',
  'auditor',
  'reviewer',
  'operator',
  'statistics',
  'support',
  'regulator',
  'stale staff',
];
const signedIn: readonly Name[] = [
  ...certified,
  ...staff,
  'newcomer',
  'uncertified owner',
  'owner without a second factor',
  'staff without a second factor',
];

/** A door of the product that does not stand here is closed by the test until somebody says who may use it. */
export const roster: readonly Entry[] = [
  {
    access: 'anyone',
    may: everybody,
    doors: `
      GET /
      GET /terms
      GET /privacy
      GET /docs/errors
      GET /account/callback
      GET /api/v1/health
      GET /api/v1/openapi.json
      GET /docs/api
      POST /oidc/auth
      POST /oidc/logout
      GET /account/recover
      POST /account/recover
      GET /interaction/:uid
      GET /interaction/:uid/login
      POST /interaction/:uid/login
      GET /interaction/:uid/sms
      POST /interaction/:uid/sms
      GET /interaction/:uid/register
      POST /interaction/:uid/register
      GET /interaction/:uid/recover
      POST /interaction/:uid/recover
      GET /interaction/:uid/consent
      POST /interaction/:uid/consent
      GET /interaction/:uid/switch
      GET /interaction/:uid/abort
      POST /interaction/:uid/abort
      GET /console/sign-in
      GET /console/callback
      GET /console/sign-out
      GET /partners
      GET /pictures/:file
      GET /logos/:ak.png
      GET /regions
      GET /regions/:code
      GET /dev/outbox`,
  },
  {
    access: 'session',
    may: [...signedIn, 'citizen'],
    doors: `
      GET /account
      GET /account/grants
      GET /account/grants/:clientId/withdraw
      POST /account/grants/:clientId/withdraw
      GET /account/logins`,
  },
  {
    access: 'person',
    may: signedIn,
    doors: `
      GET /console/security
      GET /console/second-factor
      POST /console/second-factor
      POST /console/security/sessions/end
      GET /console/stay
      GET /console/start
      GET /console/switch
      POST /console/switch
      GET /console/messages
      POST /console/messages/read
      GET /console/register
      POST /console/register
      GET /console/invitations/:id
      POST /console/invitations/:id`,
  },
  {
    access: 'person:first-factor',
    may: signedIn,
    doors: `
      GET /console/confirm
      POST /console/confirm`,
  },
  {
    access: 'person > step-up',
    may: signedIn,
    doors: `
      POST /console/security/recovery-codes`,
  },
  {
    access: 'member',
    may: [...certified, 'uncertified owner'],
    doors: `
      GET /console
      GET /console/institution
      GET /console/submissions
      POST /console/submissions
      GET /console/submissions/:id
      POST /console/submissions/:id
      GET /console/submissions/:id/discard
      GET /console/files/:id`,
  },
  {
    access: 'member:owner+agent',
    may: [...heads, 'uncertified owner'],
    doors: `
      GET /console/institution/letter`,
  },
  {
    access: 'certified',
    may: certified,
    doors: `
      GET /console/members
      GET /console/members/:accountId
      GET /console/applications/tester
      POST /console/applications/tester
      GET /console/applications
      GET /console/applications/:ak
      GET /console/applications/:ak/redirects
      GET /console/applications/:ak/abilities
      GET /console/applications/:ak/renew
      GET /console/applications/:ak/secrets
      GET /console/applications/:ak/calls
      GET /console/applications/:ak/history
      GET /console/links
      GET /console/links/preview
      GET /console/links/:file`,
  },
  {
    access: 'certified > step-up',
    may: certified,
    doors: `
      POST /console/members/:accountId/remove`,
  },
  {
    access: 'certified:owner',
    may: owners,
    doors: `
      POST /console/members/invitations/:id/revoke`,
  },
  {
    access: 'certified:owner > step-up',
    may: owners,
    doors: `
      GET /console/members/invite
      POST /console/members/invite
      POST /console/members/:accountId`,
  },
  {
    access: 'certified:owner+agent',
    may: heads,
    doors: `
      POST /console/links
      GET /console/links/:id/offline
      POST /console/links/:id/offline
      POST /console/links/:id/online`,
  },
  {
    access: 'certified:owner+agent+developer',
    may: [...heads, 'developer', 'limited developer'],
    doors: `
      GET /console/applications/sandbox
      POST /console/applications/sandbox
      POST /console/applications/sandbox/citizens
      POST /console/applications/sandbox/citizens/:id/reset
      GET /console/applications/sandbox/citizens/:id/delete
      POST /console/applications/sandbox/citizens/:id/delete
      GET /console/applications/sandbox/:ak/delete
      POST /console/applications/sandbox/:ak/delete
      GET /console/applications/sandbox/:ak
      POST /console/applications/sandbox/:ak
      POST /console/applications/:ak/renew
      POST /console/applications/:ak/secrets/csv
      POST /console/applications/:ak/secrets/saved
      GET /console/applications/:ak/secrets/:id/end`,
  },
  {
    access: 'certified:owner+agent+developer > step-up',
    may: [...heads, 'developer', 'limited developer'],
    doors: `
      POST /console/applications/:ak/secrets
      POST /console/applications/:ak/secrets/rotate
      POST /console/applications/:ak/secrets/:id/end`,
  },
  {
    access: 'staff',
    may: staff,
    doors: `
      GET /admin`,
  },
  {
    access: 'staff:administrator+security',
    may: ['administrator', 'security', 'stale staff'],
    doors: `
      POST /admin/staff/search
      GET /admin/staff/:accountId`,
  },
  {
    access: 'staff:administrator+security > step-up',
    may: ['administrator', 'security', 'stale staff'],
    doors: `
      POST /admin/staff/:accountId/grant
      POST /admin/staff/:accountId/revoke`,
  },
  {
    access: 'staff:administrator+security+auditor',
    may: ['administrator', 'security', 'auditor', 'stale staff'],
    doors: `
      GET /admin/staff`,
  },
  {
    access: 'staff:administrator+security+auditor+reviewer+operator+statistics+support',
    may: ['administrator', 'security', 'auditor', 'reviewer', 'operator', 'statistics', 'support', 'stale staff'],
    doors: `
      GET /admin/tokens
      POST /admin/tokens/:id/revoke`,
  },
  {
    access: 'staff:administrator+security+auditor+reviewer+operator+statistics+support > step-up',
    may: ['administrator', 'security', 'auditor', 'reviewer', 'operator', 'statistics', 'support', 'stale staff'],
    doors: `
      GET /admin/tokens/new
      POST /admin/tokens`,
  },
  {
    access: 'staff:auditor',
    may: ['auditor', 'stale staff'],
    doors: `
      GET /admin/audit
      POST /admin/audit/verify`,
  },
  {
    access: 'staff:auditor > step-up',
    may: ['auditor', 'stale staff'],
    doors: `
      POST /admin/audit/export`,
  },
  {
    access: 'staff:operator',
    may: ['operator', 'stale staff'],
    doors: `
      POST /admin/institutions/:id/certification
      GET /admin/institutions/certifications/:submission
      POST /admin/institutions/certifications/:submission
      GET /admin/applications/mailed
      GET /admin/applications/mailed/new
      POST /admin/applications/mailed/new
      GET /admin/applications/mailed/:id
      POST /admin/applications/mailed/:id
      GET /admin/links/:id/offline`,
  },
  {
    access: 'staff:operator > step-up',
    may: ['operator', 'stale staff'],
    doors: `
      POST /admin/links/:id/offline
      POST /admin/links/:id/online`,
  },
  {
    access: 'staff:operator+administrator',
    may: ['operator', 'administrator', 'stale staff'],
    doors: `
      GET /admin/institutions/new
      POST /admin/institutions/new`,
  },
  {
    access: 'staff:operator+administrator > step-up',
    may: ['operator', 'administrator', 'stale staff'],
    doors: `
      POST /admin/applications/:ak/renew
      POST /admin/institutions/:id/disable
      POST /admin/institutions/:id/enable
      POST /admin/institutions/:id/owner
      POST /admin/institutions/:id/revoke
      POST /admin/applications/:ak/disable
      POST /admin/applications/:ak/enable
      POST /admin/applications/:ak/waivers
      POST /admin/applications/:ak/waivers/:id/end
      POST /admin/applications/:ak/pkce
      POST /admin/applications/:ak/pkce/end`,
  },
  {
    access: 'staff:operator+administrator+reviewer+support',
    may: ['operator', 'administrator', 'reviewer', 'support', 'stale staff'],
    doors: `
      GET /admin/institutions
      GET /admin/institutions/:id`,
  },
  {
    access: 'staff:operator+administrator+support',
    may: ['operator', 'administrator', 'support', 'stale staff'],
    doors: `
      GET /admin/applications
      GET /admin/applications/:ak`,
  },
  {
    access: 'staff:operator+reviewer+support',
    may: ['operator', 'reviewer', 'support', 'stale staff'],
    doors: `
      GET /admin/links
      GET /admin/links/:file`,
  },
  {
    access: 'staff:reviewer+operator',
    may: ['reviewer', 'operator', 'stale staff'],
    doors: `
      GET /admin/review
      POST /admin/review/next
      GET /admin/review/:id
      POST /admin/review/:id/claim
      POST /admin/review/:id/release
      POST /admin/review/:id/phrase
      GET /admin/phrases
      POST /admin/phrases
      POST /admin/phrases/:id
      POST /admin/phrases/:id/remove`,
  },
  {
    access: 'staff:reviewer+operator > step-up',
    may: ['reviewer', 'operator', 'stale staff'],
    doors: `
      POST /admin/review/batch
      POST /admin/review/:id
      POST /admin/review/:id/reveal`,
  },
  {
    access: 'staff:reviewer+operator+support',
    may: ['reviewer', 'operator', 'support', 'stale staff'],
    doors: `
      GET /admin/files/:id`,
  },
  {
    access: 'bearer',
    may: ['partner'],
    doors: `
      GET /api/v1/me`,
  },
  {
    access: 'admin:applications',
    may: ['applications program'],
    doors: `
      GET /api/v1/admin/applications
      GET /api/v1/admin/applications/:ak
      POST /api/v1/admin/applications/:ak:disable
      POST /api/v1/admin/applications/:ak:enable
      POST /api/v1/admin/applications/:ak:renew`,
  },
  {
    access: 'admin:audit',
    may: ['audit program'],
    doors: `
      GET /api/v1/admin/audit`,
  },
  {
    access: 'admin:review',
    may: ['review program'],
    doors: `
      GET /api/v1/admin/submissions
      GET /api/v1/admin/submissions/:id
      POST /api/v1/admin/submissions/:id:claim
      POST /api/v1/admin/submissions/:id:release
      POST /api/v1/admin/submissions/:id:approve
      POST /api/v1/admin/submissions/:id:return
      POST /api/v1/admin/submissions/:id:reject`,
  },
];
