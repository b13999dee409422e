/**
 * The effect of the region limit of staff at a door of the operators. `one`: things outside are not found. `list`: they are not listed.
 * `country`: only staff for the whole country may. `own`: it is about no institution.
 */
export type Reach = 'one' | 'list' | 'country' | 'own';

/** The test refuses a door of staff or of their programs without an entry for the limit. */
const reach: Readonly<Record<Reach, string>> = {
  one: `
    GET /admin/applications/:ak
    POST /admin/applications/:ak/renew
    POST /admin/applications/:ak/disable
    POST /admin/applications/:ak/enable
    POST /admin/applications/:ak/waivers
    POST /admin/applications/:ak/waivers/:id/end
    POST /admin/applications/:ak/pkce
    POST /admin/applications/:ak/pkce/end
    GET /admin/applications/mailed/new
    POST /admin/applications/mailed/new
    GET /admin/applications/mailed/:id
    POST /admin/applications/mailed/:id
    GET /admin/files/:id
    GET /admin/institutions/:id
    POST /admin/institutions/:id/certification
    POST /admin/institutions/:id/disable
    POST /admin/institutions/:id/enable
    POST /admin/institutions/:id/owner
    POST /admin/institutions/:id/revoke
    POST /admin/institutions/:id/agree
    GET /admin/institutions/certifications/:submission
    POST /admin/institutions/certifications/:submission
    GET /admin/licences/:id
    POST /admin/licences/:id/revoke
    GET /admin/links/:file
    GET /admin/links/:id/watch
    GET /admin/links/:id/history
    GET /admin/links/:id/evidence/:hash
    POST /admin/links/:id/check
    GET /admin/links/:id/offline
    POST /admin/links/:id/offline
    POST /admin/links/:id/online
    GET /admin/plans/:id
    POST /admin/plans/:id
    POST /admin/plans/:id/items
    POST /admin/plans/:id/letters
    GET /admin/plans/:id/items/:item
    POST /admin/plans/:id/items/:item
    POST /admin/plans/:id/items/:item/done
    POST /admin/plans/:id/items/:item/reopen
    POST /admin/plans/:id/items/:item/remove
    GET /admin/previews/:id
    GET /admin/reports/:ak/:day
    POST /admin/reports/:ak/:day
    POST /admin/review/batch
    GET /admin/review/:id
    POST /admin/review/:id
    POST /admin/review/:id/claim
    POST /admin/review/:id/phrase
    POST /admin/review/:id/release
    POST /admin/review/:id/reveal
    GET /api/v1/admin/applications/:ak
    POST /api/v1/admin/applications/:ak:disable
    POST /api/v1/admin/applications/:ak:enable
    POST /api/v1/admin/applications/:ak:renew
    GET /api/v1/admin/submissions/:id
    POST /api/v1/admin/submissions/:id:claim
    POST /api/v1/admin/submissions/:id:release
    POST /api/v1/admin/submissions/:id:approve
    POST /api/v1/admin/submissions/:id:return
    POST /api/v1/admin/submissions/:id:reject`,
  list: `
    GET /admin
    GET /admin/applications
    GET /admin/applications/mailed
    GET /admin/institutions
    GET /admin/licences
    GET /admin/links
    GET /admin/plans
    GET /admin/review
    POST /admin/review/next
    GET /admin/search
    GET /admin/statistics
    GET /admin/statistics/export
    GET /admin/statistics/quality
    POST /admin/statistics/quality/preview
    POST /admin/statistics/quality/send
    GET /api/v1/admin/applications
    GET /api/v1/admin/submissions`,
  country: `
    GET /admin/audit
    GET /admin/audit/proof
    POST /admin/audit/verify
    POST /admin/audit/export
    GET /admin/privacy
    GET /admin/privacy/table
    GET /admin/promotions
    POST /admin/promotions
    POST /admin/promotions/:id/withdraw
    GET /admin/resources
    GET /admin/resources/new
    GET /admin/incidents/new
    GET /admin/status/new
    GET /admin/terms/new
    POST /admin/resources/new
    GET /admin/resources/:id
    POST /admin/resources/:id/revise
    POST /admin/resources/:id/terms
    POST /admin/resources/:id/withdraw
    GET /admin/resources/drafts/:id
    POST /admin/resources/drafts/:id
    GET /admin/resources/drafts/:id/discard
    GET /admin/staff
    GET /admin/staff/:accountId
    POST /admin/staff/search
    POST /admin/staff/:accountId/grant
    POST /admin/staff/:accountId/revoke
    POST /admin/synonyms
    GET /admin/incidents
    POST /admin/incidents
    GET /admin/incidents/:id
    POST /admin/incidents/:id
    GET /admin/incidents/:id/edit
    GET /admin/incidents/:id/report
    GET /admin/incidents/:id/report.txt
    GET /admin/incidents/:id/summary.txt
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
    GET /admin/status
    POST /admin/status
    GET /admin/status/:id
    POST /admin/status/:id
    POST /admin/status/:id/publish
    POST /admin/status/:id/updates
    POST /admin/status/:id/discard
    GET /admin/system
    GET /admin/system/:queue
    GET /admin/system/:queue/:id
    POST /admin/system/:queue/retry
    POST /admin/system/:queue/:id/retry
    POST /admin/system/:queue/:id/drop
    POST /admin/terms/new
    POST /admin/terms/:version/withdraw
    POST /admin/words
    POST /admin/words/remove
    GET /api/v1/admin/audit`,
  own: `
    GET /admin/institutions/new
    POST /admin/institutions/new
    GET /admin/phrases
    POST /admin/phrases
    POST /admin/phrases/:id
    POST /admin/phrases/:id/remove
    GET /admin/review/figures
    POST /admin/review/filters
    POST /admin/review/filters/:id/remove
    POST /admin/review/failed
    POST /admin/review/undo
    GET /admin/review/bulk/:id
    POST /admin/review/bulk/:id
    GET /admin/support
    POST /admin/support
    GET /admin/support/:case
    POST /admin/support/:case/unlock
    POST /admin/support/:case/end-sessions
    POST /admin/support/:case/avatar
    POST /admin/support/:case/stop-appeal
    POST /admin/support/:case/keep
    POST /admin/support/:case/name
    POST /admin/support/:case/name/remove
    GET /admin/terms
    GET /admin/tokens
    GET /admin/tokens/new
    POST /admin/tokens
    POST /admin/tokens/:id/revoke
    GET /admin/synonyms
    GET /admin/words`,
};

/** By door: `GET /admin/links`. */
export const reachOf = new Map(
  (['one', 'list', 'country', 'own'] as const).flatMap((kind) =>
    reach[kind]
      .trim()
      .split('\n')
      .map((line) => [line.trim(), kind] as const),
  ),
);
