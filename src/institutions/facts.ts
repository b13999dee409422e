import { factsOf, type None } from '../fact.ts';

export type InstitutionFacts = {
  'institutions.document_sides': None;
  'institutions.not_found': None;
  'institutions.disabled': None;
  'institutions.already_certified': None;
  'institutions.not_certified': None;
  'institutions.certified_by_other': { head: string; since: string };
  'institutions.cloud_stays': None;
  'institutions.state_changed': None;
  'institutions.reason_missing': None;
  'institutions.reason_long': { now: number };
  'institutions.code_missing': None;
  'institutions.codes_differ': { code: string };
  'institutions.disabled_no_members': None;
  'institutions.cloud_no_members': None;
  'institutions.operators_invite_owners': None;
  'institutions.owners_invite': None;
  'institutions.certified_first': None;
  'institutions.link_without_owner': None;
  'institutions.many_links': { most: number };
  'institutions.phone_to_join': None;
  'institutions.already_member': { phone: string };
  'institutions.already_invited': { phone: string };
  'institutions.many_invitations': None;
  'institutions.not_oneself': None;
  'institutions.operators_agree': None;
  'institutions.no_waiting_invitation': None;
  'institutions.another_agrees': None;
  'institutions.invitation_changed': None;
  'institutions.owners_revoke': None;
  'institutions.log_in_as_invited': None;
  'institutions.has_an_owner': None;
  'institutions.you_are_member': None;
  'institutions.invitation_over': None;
  'institutions.no_mail': None;
  'institutions.no_member': None;
  'institutions.last_owner': None;
  'institutions.owners_manage': None;
  'institutions.end_missing': None;
  'institutions.end_past': None;
  'institutions.end_far': None;
  'institutions.certified_elsewhere': { head: string; day: string };
  'institutions.registered_elsewhere': { head: string };
  'institutions.register_as_yourself': None;
  'institutions.registered_already': None;
  'institutions.too_many_uncertified': { most: number };
  'institutions.no_such_id': { id: string };
  'institutions.name_taken': None;
  'institutions.you_belong': None;
  'institutions.code_taken': None;
  'institutions.only_old_code': None;
  'institutions.code_of_other': { name: string };
  'institutions.no_namesake': None;
  'institutions.namesakes': { count: number; standing: string };
  'institutions.other_document': None;
  'institutions.document_right': None;
  'institutions.under_18': None;
  'institutions.no_upload': None;
  'institutions.upload_gone': None;
  'institutions.scans_clear': { count: number };
  'institutions.scan_small': { width: number; height: number };
  'institutions.check_digit_right': None;
  'institutions.code_goes': { code: string; type: string | undefined };
  'institutions.region_same_city': { region: string };
  'institutions.code_unusual': { code: string; type: string | undefined; kind: string };
  'institutions.code_of_other_kind': { type: string; is: string | undefined; kind: string };
  'institutions.region_same': None;
  'institutions.region_near': { region: string };
  'institutions.region_far': { region: string };
};

/** Phrases of back-office pages, which are in Chinese. */
export type InstitutionPageFacts = {
  'institutions.progress_certified': { day: string };
  'institutions.progress_none': None;
  'institutions.next_again': None;
  'institutions.to_again': None;
  'institutions.next_begin': None;
  'institutions.to_begin': None;
  'institutions.next_continue': None;
  'institutions.to_continue': None;
  'institutions.next_correct': None;
  'institutions.to_correct': None;
  'institutions.next_wait': None;
  'institutions.menu_institutions': None;
  'institutions.menu_institution': None;
  'institutions.menu_members': None;
  'institutions.progress_title': None;
};

export const fact = factsOf<InstitutionFacts & InstitutionPageFacts>();

/** Texts of letters to people. */
export type InstitutionLetters = {
  'institutions.owner_asked_letter': { institution: string; phone: string };
  'institutions.owner_agreed_letter': { institution: string; phone: string };
  'institutions.joined_letter': { institution: string; who: string; post: string };
  'institutions.invited_letter': { institution: string; post: string; href: string };
  'institutions.disabled_letter': { institution: string; at: string; reason: string };
  'institutions.enabled_letter': { institution: string; at: string };
};

export const letter = factsOf<InstitutionLetters>();
