import { names as everybody, type Name } from './subjects.ts';

/** Who may call an endpoint or open a page. `access` is what its guards call themselves; behind `step-up`, those whose second factor is fresh. */
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
      GET /promotions
      GET /
      GET /terms
      GET /privacy
      GET /docs
      GET /docs/:name
      GET /docs/search
      GET /docs/start
      GET /docs/status
      GET /docs/open
      GET /open
      GET /api/v1/open/resources
      GET /api/v1/open/resources.jsonld
      GET /api/v1/open/resources/:id
      GET /api/v1/open/resources/:id.jsonld
      GET /api/v1/open/changes
      GET /api/v1/open/institutions
      GET /api/v1/open/exports
      GET /api/v1/open/catalog.jsonld
      GET /api/v1/open/exports/:date.ndjson.gz
      GET /api/v1/open/exports/:date.ndjson.gz.sm2
      GET /api/v1/open/signing-key.pem
      GET /docs/errors
      GET /docs/problems
      GET /docs/problems/:code
      GET /docs/fields
      GET /docs/problems/:code.md
      GET /docs/fields/:channel
      GET /docs/fields/:channel.md
      GET /docs/metrics
      GET /docs/metrics/schema
      GET /docs/specification
      GET /docs/specification.pdf
      GET /docs/reference
      GET /docs/reference/:call
      GET /docs/reference/:call.md
      GET /llms.txt
      GET /llms-full.txt
      GET /api/v1/channels
      GET /api/v1/channels/:channel/schema
      GET /api/v1/channels/:channel/template.xlsx
      GET /api/v1/regions
      GET /account/callback
      GET /verification/:code
      GET /help
      GET /help/:name
      GET /help/pictures/:name
      GET /verification/:code/again
      GET /api/v1/stats/metrics
      GET /api/v1/health
      GET /api/v1/openapi.json
      GET /docs/api
      POST /oidc/auth
      POST /oidc/logout
      GET /account/privacy/closed
      POST /interaction/:uid/keep
      POST /interaction/:uid/terms
      GET /interaction/:uid/agreement
      POST /interaction/:uid/agreement
      GET /interaction/:uid/handover
      POST /interaction/:uid/handover
      GET /interaction/:uid/soon
      POST /interaction/:uid/soon
      GET /terms/:version
      GET /privacy/:version
      GET /account/recover
      POST /account/recover
      GET /interaction/:uid
      GET /interaction/:uid/login
      POST /interaction/:uid/login
      POST /interaction/:uid/account
      POST /interaction/:uid/forget
      POST /interaction/:uid/passkey
      POST /interaction/:uid/passkey/options
      POST /interaction/:uid/factor/passkey
      POST /interaction/:uid/factor/passkey/options
      GET /interaction/:uid/factor
      POST /interaction/:uid/factor
      POST /interaction/:uid/new-passkey
      POST /interaction/:uid/new-passkey/options
      GET /interaction/:uid/offer
      POST /interaction/:uid/offer
      GET /interaction/:uid/sms
      POST /interaction/:uid/sms
      GET /interaction/:uid/scan
      POST /interaction/:uid/scan
      GET /interaction/:uid/scan/state
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
      GET /transparency
      POST /transparency
      GET /transparency/:log/checkpoint
      GET /transparency/:log/tile/:level/:part1
      GET /transparency/:log/tile/:level/:part1/:part2
      GET /transparency/:log/tile/:level/:part1/:part2/:part3
      GET /transparency/:log/tile/:level/:part1/:part2/:part3/:part4
      GET /transparency/:log/proof/:index
      POST /transparency/:log/cosignatures
      GET /brand
      GET /brand/example
      GET /brand/:file
      GET /partners
      GET /partners/materials
      GET /partners/materials/:file
      GET /app
      GET /api/v1/links
      GET /pictures/:file
      GET /logos/:ak.png
      GET /avatars/:address.jpg
      GET /account/stop/:link
      POST /account/stop/:link
      GET /account/added/:link
      POST /account/added/:link
      GET /regions
      GET /regions/:code
      GET /channels
      GET /channels/:code
      GET /channels/:code/feed.xml
      GET /channels/:code/calendar.ics
      GET /channels/:code/calendar
      GET /nearby
      GET /resources/:id
      GET /resources/:id/event.ics
      GET /resources/:id/captions.vtt
      GET /resources/:id/qr.svg
      GET /search
      GET /pictures/resources/:file
      GET /zones
      GET /zones/:code
      GET /zones/:code/feed.xml
      GET /i/:id
      GET /i/:id/feed.xml
      GET /feed.xml
      GET /status
      GET /status/feed.xml
      GET /status/history
      GET /status/:id
      GET /sitemap.xml
      GET /sitemaps/:part.xml
      GET /robots.txt
      GET /.well-known/security.txt
      GET /dev/outbox`,
  },
  {
    access: 'citizen',
    may: [...signedIn, 'citizen', 'stale citizen'],
    doors: `
      GET /account
      GET /account/signed-in
      GET /account/grants
      GET /account/grants/:clientId/withdraw
      POST /account/grants/:clientId/withdraw
      GET /account/privacy
      POST /account/privacy/exports
      POST /account/privacy/realname
      GET /account/privacy/exports/progress.json
      GET /account/privacy/close
      POST /account/privacy/keep
      GET /account/logins
      GET /account/logins/not-me
      POST /account/logins/not-me
      GET /account/security/email/:token
      POST /account/security/email/:token
      GET /account/family
      GET /account/family/:child
      GET /account/family/:child/handover
      GET /account/family/:child/terms
      GET /account/profile
      POST /account/profile
      POST /account/security/phone/appeal/stop
      POST /account/profile/avatar
      POST /account/profile/avatar/remove
      GET /account/security
      POST /account/security/sessions/end
      POST /account/security/sessions/others
      GET /scan/:code
      POST /scan/:code`,
  },
  {
    access: 'citizen > fresh login',
    may: [...signedIn, 'citizen'],
    doors: `
      GET /account/security/passkeys
      POST /account/security/passkeys
      POST /account/security/passkeys/options
      GET /account/security/passkeys/:passkey
      POST /account/security/passkeys/:passkey/name
      POST /account/security/passkeys/:passkey/remove
      GET /account/family/new
      POST /account/family/new
      POST /account/family/:child/platforms
      POST /account/family/:child/password
      POST /account/family/:child/end
      POST /account/family/:child/keep
      POST /account/family/:child/exports
      GET /account/family/:child/exports/:id
      POST /account/family/:child/handover
      POST /account/family/:child/terms
      POST /account/family/:child/handover/password
      POST /account/family/:child/handover/return
      GET /account/privacy/exports/:id
      GET /account/privacy/close/confirm
      POST /account/privacy/close/confirm
      GET /account/security/password
      POST /account/security/password
      GET /account/security/email
      POST /account/security/email
      POST /account/security/email/remove
      GET /account/security/phone
      POST /account/security/phone
      GET /account/security/phone/appeal
      POST /account/security/added
      POST /account/security/phone/appeal`,
  },
  {
    access: 'person',
    may: signedIn,
    doors: `
      POST /console/try/:call
      GET /console/security
      POST /console/security/sessions/end
      GET /console/stay
      GET /console/start
      GET /console/switch
      POST /console/switch
      GET /console/sandbox
      GET /console/assistants
      POST /console/assistants
      POST /console/assistants/:id/revoke
      POST /console/sandbox
      GET /console/applications/sandbox
      POST /console/applications/sandbox/citizens
      POST /console/applications/sandbox/citizens/:id/reset
      POST /console/applications/sandbox/citizens/:id/saved
      GET /console/applications/sandbox/citizens/:id/delete
      POST /console/applications/sandbox/citizens/:id/delete
      GET /console/applications/tester
      POST /console/applications/tester
      GET /console/messages
      POST /console/messages/read
      GET /console/register
      POST /console/register
      GET /console/invitations/:id
      POST /console/invitations/:id
      GET /console/join/:token
      POST /console/join/:token`,
  },
  {
    access: 'first factor',
    may: signedIn,
    doors: `
      GET /console/confirm
      POST /console/confirm`,
  },
  {
    access: 'person > step-up once enrolled',
    may: signedIn,
    doors: `
      GET /console/second-factor
      POST /console/second-factor
      POST /console/second-factor/proof`,
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
      GET /console/plan
      GET /console/promotions
      GET /console/verification
      GET /console
      GET /console/members
      GET /console/members/:accountId
      GET /console/applications
      GET /console/history
      GET /console/history/export
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
      GET /console/catalogue
      GET /console/catalogue/basket
      GET /console/catalogue/:id
      GET /console/licences
      GET /console/licences/:id
      GET /console/statistics
      GET /console/statistics/dashboard
      GET /console/statistics/dashboard/export
      GET /console/statistics/:ak/:day
      GET /console/statistics/:ak/:day/proof
      GET /console/statistics/:ak/:day/proof/:revision
      GET /console/statistics/:ak/months/:month
      GET /console/statistics/:ak/months/:month/sheet.xlsx
      GET /console/resources
      GET /console/resources/previews/:id
      GET /console/resources/export.csv
      GET /console/resources/import
      GET /console/resources/templates/:file
      GET /console/resources/imports/:id
      GET /console/resources/imports/:id/progress.json
      GET /console/resources/imports/:id/annotated.xlsx
      GET /console/resources/imports/:id/migrated.xlsx
      GET /console/resources/imports/:id/problems.csv
      GET /console/resources/:id
      GET /console/links
      GET /console/links/preview
      GET /console/links/:file
      GET /console/links/:id/watch
      GET /console/links/:id/history
      GET /console/links/:id/evidence/:hash`,
  },
  {
    access: 'member > step-up',
    may: [...certified, 'uncertified owner'],
    doors: `
      POST /console/members/:accountId/remove`,
  },
  {
    access: 'member:owner',
    may: [...owners, 'uncertified owner'],
    doors: `
      GET /console/members/invite-link
      GET /console/members/links/:id
      POST /console/members/links/:id/revoke`,
  },
  {
    access: 'member:owner > step-up',
    may: [...owners, 'uncertified owner'],
    doors: `
      POST /console/members/invite-link
      POST /console/members/:accountId`,
  },
  {
    access: 'certified:owner',
    may: owners,
    doors: `
      GET /console/vendors
      POST /console/vendors/:id/end
      POST /console/members/invitations/:id/revoke`,
  },
  {
    access: 'certified:owner > step-up',
    may: owners,
    doors: `
      POST /console/vendors
      POST /console/vendors/:id
      GET /console/members/invite
      POST /console/members/invite`,
  },
  {
    access: 'certified:owner+agent',
    may: heads,
    doors: `
      POST /console/plan
      POST /console/catalogue/basket
      POST /console/catalogue/apply
      GET /console/resources/new
      POST /console/resources/new
      POST /console/resources/bulk
      POST /console/resources/import
      POST /console/resources/imports/:id/start
      POST /console/resources/imports/:id/abandon
      POST /console/resources/imports/:id/send
      POST /console/resources/imports/:id/undo
      POST /console/resources/:id/revise
      POST /console/resources/:id/withdraw
      POST /console/resources/:id/live
      GET /console/resources/:id/remove
      POST /console/resources/:id/remove
      POST /console/links
      GET /console/links/:id/offline
      POST /console/links/:id/offline
      POST /console/links/:id/online`,
  },
  {
    access: 'certified:owner+developer',
    may: [...owners, 'developer', 'limited developer'],
    doors: `
      GET /console/webhooks
      GET /console/webhooks/:id
      POST /console/webhooks/:id/test
      POST /console/webhooks/:id/pause
      POST /console/webhooks/:id/deliveries/:delivery/redeliver
      GET /console/webhooks/:id/delete
      POST /console/webhooks/:id/delete`,
  },
  {
    access: 'certified:owner+developer > step-up',
    may: [...owners, 'developer', 'limited developer'],
    doors: `
      GET /console/webhooks/new
      POST /console/webhooks`,
  },
  {
    access: 'certified:owner+agent+reporter',
    may: [...heads, 'reporter'],
    doors: `
      POST /console/statistics/:ak/:day/ask`,
  },
  {
    access: 'staff:statistics+operator',
    may: ['statistics', 'operator', 'stale staff'],
    doors: `
      GET /admin/reports/:ak/:day
      POST /admin/statistics/quality/preview
      POST /admin/statistics/quality/send`,
  },
  {
    access: 'staff:statistics+operator+administrator+regulator',
    may: ['statistics', 'operator', 'administrator', 'regulator', 'stale staff'],
    doors: `
      GET /admin/statistics
      GET /admin/statistics/export
      GET /admin/statistics/quality`,
  },
  {
    access: 'staff:statistics+operator > step-up',
    may: ['statistics', 'operator', 'stale staff'],
    doors: `
      POST /admin/reports/:ak/:day`,
  },
  {
    access: 'certified:owner+agent+reporter+developer',
    may: [...heads, 'reporter', 'developer', 'limited developer'],
    doors: `
      POST /console/statistics/:ak/:day
      POST /console/statistics/:ak/months/:month
      POST /console/statistics/:ak/months/:month/sheet`,
  },
  {
    access: 'certified:owner+agent+developer',
    may: [...heads, 'developer', 'limited developer'],
    doors: `
      POST /console/plan/letters
      POST /console/plan/items/:id/done
      GET /console/vendor
      POST /console/vendor/renew
      GET /console/vendor/:ak
      POST /console/vendor/:ak/redirects
      GET /console/vendor/verification/:ak
      POST /console/vendor/verification/:ak
      GET /console/vendor/verification/:ak/:run
      GET /console/vendor/verification/:ak/:run/steps
      GET /console/vendor/verification/:ak/:run/progress.json
      POST /console/vendor/verification/:ak/:run/skip
      POST /console/vendor/verification/:ak/:run/notice
      POST /console/vendor/verification/:ak/:run/finish
      POST /console/vendor/verification/:ak/:run/answers
      GET /console/vendor/verification/:ak/:run/pictures/:question
      POST /console/links/:id/check
      GET /console/licences/:id/package`,
  },
  {
    access: 'application',
    may: certified,
    doors: `
      GET /console/verification/:ak
      GET /console/verification/:ak/:run
      GET /console/verification/:ak/:run/steps
      GET /console/verification/:ak/:run/progress.json
      GET /console/verification/:ak/:run/pictures/:question
      GET /console/applications/:ak
      GET /console/applications/:ak/redirects
      GET /console/applications/:ak/abilities
      GET /console/applications/:ak/renew
      GET /console/applications/:ak/secrets
      GET /console/applications/:ak/security
      GET /console/applications/:ak/calls
      GET /console/applications/:ak/history`,
  },
  {
    access: 'application:owner',
    may: owners,
    doors: `
      POST /console/applications/:ak/take-over`,
  },
  {
    access: 'application:owner+agent+developer',
    may: [...heads, 'developer', 'limited developer'],
    doors: `
      GET /console/applications/sandbox/:ak/delete
      GET /console/applications/sandbox/:ak/hand-over
      POST /console/applications/sandbox/:ak/hand-over
      POST /console/applications/sandbox/:ak/delete
      GET /console/applications/sandbox/:ak
      POST /console/applications/sandbox/:ak
      POST /console/verification/:ak
      POST /console/verification/:ak/:run/skip
      POST /console/verification/:ak/:run/notice
      POST /console/verification/:ak/:run/finish
      POST /console/verification/:ak/:run/answers
      POST /console/applications/sandbox/:ak/security
      POST /console/applications/:ak/renew
      POST /console/applications/:ak/secrets/csv
      POST /console/applications/:ak/secrets/saved
      GET /console/applications/:ak/secrets/:id/end`,
  },
  {
    access: 'application:owner+agent+developer > step-up',
    may: [...heads, 'developer', 'limited developer'],
    doors: `
      POST /console/applications/:ak/secrets
      POST /console/applications/:ak/secrets/rotate
      POST /console/applications/:ak/security
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
      GET /admin/terms/new
      POST /admin/terms/new
      POST /admin/terms/:version/withdraw
      POST /admin/staff/:accountId/grant
      POST /admin/staff/:accountId/revoke`,
  },
  {
    access: 'staff:administrator+security+auditor',
    may: ['administrator', 'security', 'auditor', 'stale staff'],
    doors: `
      GET /admin/privacy
      GET /admin/terms
      GET /admin/privacy/table
      GET /admin/staff`,
  },
  {
    access: 'staff:support+security+administrator+auditor',
    may: ['support', 'security', 'administrator', 'auditor', 'stale staff'],
    doors: `
      GET /admin/support`,
  },
  {
    access: 'staff:support+security+administrator',
    may: ['support', 'security', 'administrator', 'stale staff'],
    doors: `
      GET /admin/support/:case`,
  },
  {
    access: 'staff:support+security+administrator > step-up',
    may: ['support', 'security', 'administrator', 'stale staff'],
    doors: `
      POST /admin/support
      POST /admin/support/:case/unlock
      POST /admin/support/:case/end-sessions
      POST /admin/support/:case/avatar
      POST /admin/support/:case/stop-appeal
      POST /admin/support/:case/keep
      POST /admin/support/:case/name
      POST /admin/support/:case/name/remove`,
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
      GET /admin/audit/proof
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
      POST /admin/links/:id/check
      GET /admin/resources
      GET /admin/resources/new
      POST /admin/resources/new
      GET /admin/resources/drafts/:id
      POST /admin/resources/drafts/:id
      GET /admin/resources/drafts/:id/discard
      GET /admin/resources/:id
      POST /admin/resources/:id/revise
      POST /admin/resources/:id/terms
      POST /admin/resources/:id/withdraw
      GET /admin/synonyms
      POST /admin/synonyms
      GET /admin/words
      POST /admin/words
      POST /admin/words/remove
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
      POST /admin/licences/:id/revoke
      POST /admin/links/:id/offline
      POST /admin/links/:id/online`,
  },
  {
    access: 'staff:operator+security+administrator',
    may: ['operator', 'security', 'administrator', 'stale staff'],
    doors: `
      GET /admin/incidents
      GET /admin/incidents/new
      GET /admin/incidents/:id
      GET /admin/incidents/:id/report.txt
      GET /admin/incidents/:id/summary.txt
      GET /admin/incidents/:id/edit
      GET /admin/incidents/:id/report
      GET /admin/status
      GET /admin/status/new
      GET /admin/status/:id
      POST /admin/status
      POST /admin/status/:id
      POST /admin/status/:id/discard`,
  },
  {
    access: 'staff:operator+security+administrator > step-up',
    may: ['operator', 'security', 'administrator', 'stale staff'],
    doors: `
      POST /admin/incidents
      POST /admin/incidents/:id
      POST /admin/incidents/:id/freezes/preview
      POST /admin/incidents/:id/freezes
      POST /admin/incidents/:id/freezes/:freeze/undo
      POST /admin/incidents/:id/tellings
      POST /admin/incidents/:id/notes
      POST /admin/incidents/:id/report
      POST /admin/incidents/:id/reported
      POST /admin/incidents/:id/people
      POST /admin/incidents/:id/status
      POST /admin/incidents/:id/close
      POST /admin/status/:id/publish
      POST /admin/status/:id/updates`,
  },
  {
    access: 'staff:operator+administrator',
    may: ['operator', 'administrator', 'stale staff'],
    doors: `
      GET /admin/system
      GET /admin/system/:queue
      GET /admin/system/:queue/:id
      POST /admin/plans/:id
      POST /admin/plans/:id/items
      GET /admin/plans/:id/items/:item
      POST /admin/plans/:id/items/:item
      POST /admin/plans/:id/items/:item/done
      POST /admin/plans/:id/items/:item/reopen
      POST /admin/plans/:id/items/:item/remove
      GET /admin/promotions
      POST /admin/promotions/:id/withdraw
      GET /admin/institutions/new
      POST /admin/institutions/new`,
  },
  {
    access: 'staff:operator+administrator > step-up',
    may: ['operator', 'administrator', 'stale staff'],
    doors: `
      POST /admin/system/:queue/retry
      POST /admin/system/:queue/:id/retry
      POST /admin/system/:queue/:id/drop
      POST /admin/promotions
      POST /admin/applications/:ak/renew
      POST /admin/institutions/:id/disable
      POST /admin/institutions/:id/enable
      POST /admin/institutions/:id/owner
      POST /admin/institutions/:id/revoke
      POST /admin/institutions/:id/agree
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
      GET /admin/plans
      GET /admin/plans/:id
      POST /admin/plans/:id/letters
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
      GET /admin/licences
      GET /admin/licences/:id
      GET /admin/links
      GET /admin/links/:file
      GET /admin/links/:id/watch
      GET /admin/links/:id/history
      GET /admin/links/:id/evidence/:hash`,
  },
  {
    access: 'staff:reviewer+operator',
    may: ['reviewer', 'operator', 'stale staff'],
    doors: `
      GET /admin/review
      POST /admin/review/next
      GET /admin/review/:id
      GET /admin/previews/:id
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
    access: 'assistant',
    may: ['assistant'],
    doors: `
      POST /api/v1/mcp`,
  },
  {
    access: 'bearer:catalog:read',
    may: ['partner with all scopes'],
    doors: `
      GET /api/v1/catalog/resources
      GET /api/v1/catalog/resources/:id`,
  },
  {
    access: 'bearer:licence:write',
    may: ['partner with all scopes'],
    doors: `
      POST /api/v1/licences
      GET /api/v1/licences
      GET /api/v1/licences/:id
      GET /api/v1/licences/:id/package`,
  },
  {
    access: 'bearer',
    may: ['partner', 'partner with all scopes'],
    doors: `
      GET /api/v1/me`,
  },
  {
    access: 'bearer:resource:read',
    may: ['partner', 'partner with all scopes'],
    doors: `
      GET /api/v1/resources
      GET /api/v1/resources/:channel/:external_id
      GET /api/v1/changes`,
  },
  {
    access: 'bearer:stats:write',
    may: ['partner with all scopes'],
    doors: `
      PUT /api/v1/stats/daily/:date
      POST /api/v1/stats/daily:batch`,
  },
  {
    access: 'bearer:stats:read',
    may: ['partner with all scopes'],
    doors: `
      GET /api/v1/stats/daily
      GET /api/v1/stats/summary`,
  },
  {
    access: 'bearer:resource:write',
    may: ['partner with all scopes'],
    doors: `
      POST /api/v1/resources:batch
      POST /api/v1/imports
      GET /api/v1/imports/:id
      POST /api/v1/imports/:id:submit
      GET /api/v1/imports/:id/errors.csv
      PUT /api/v1/resources/:channel/:external_id
      PATCH /api/v1/resources/:channel/:external_id
      DELETE /api/v1/resources/:channel/:external_id
      POST /api/v1/resources/:channel/:external_id:submit
      POST /api/v1/resources/:channel/:external_id:recall
      POST /api/v1/resources/:channel/:external_id:withdraw
      PUT /api/v1/resources/:channel/:external_id/live-state`,
  },
  {
    access: 'bearer:file:write',
    may: ['partner with all scopes'],
    doors: `
      POST /api/v1/files
      GET /api/v1/files/:id`,
  },
  {
    access: 'bearer:webhook:manage',
    may: ['partner with all scopes'],
    doors: `
      POST /api/v1/webhook-endpoints
      GET /api/v1/webhook-endpoints
      GET /api/v1/webhook-endpoints/:id
      PATCH /api/v1/webhook-endpoints/:id
      DELETE /api/v1/webhook-endpoints/:id
      POST /api/v1/webhook-endpoints/:id:test
      GET /api/v1/webhook-deliveries
      POST /api/v1/webhook-deliveries/:id:redeliver`,
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
