import type { AddressFacts } from '../../fields/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const addresses = {
  'fields.not_https': ({ label }) => `The address in “${label}” begins with http://; use https:// or upload the file`,
  'fields.address_long': ({ label }) => `The address in “${label}” is longer than 255 characters`,
  'fields.not_an_address': ({ label, typed }) => `“${typed}” in “${label}” is no address that begins with https://`,
  'fields.not_an_upload': ({ label, typed }) => `“${typed}” in “${label}” is not the id of an upload`,
  'fields.same_line': ({ line }) => `the same as line ${line}`,
  'fields.hidden_characters': ({ label }) => `“${label}” has line breaks or hidden characters`,
  'fields.no_spaces': ({ label }) => `“${label}” must not have spaces; write %20 in a path`,
  'fields.address_too_long': ({ now, max }) => `The address has ${now} characters when normalised; at most ${max}`,
  'fields.no_backslash': ({ label }) => `“${label}” must not have \\; write /`,
  'fields.chinese_encoded': ({ label, url }) => `“${label}” must not have Chinese characters; write ${url}`,
  'fields.chinese': ({ label }) => `“${label}” has Chinese or full-width characters`,
  'fields.host_missing': ({ label }) => `“${label}” has no host; write https://host/path`,
  'fields.no_fragment': ({ label }) => `“${label}” must not have #`,
  'fields.no_password': ({ label }) => `“${label}” must not have a user name or password`,
  'fields.no_wildcard': ({ label }) => `“${label}” must not have *; write out each address`,
  'fields.sign_encoded': ({ label, sign, encoded }) => `“${label}” must not have ${sign}; write ${encoded}`,
  'fields.percent_form': ({ label }) => `% in “${label}” must be followed by two hexadecimal digits`,
  'fields.no_encoded_controls': ({ label }) => `“${label}” must not have encoded control characters`,
  'fields.encoded_twice': ({ label }) => `“${label}” is encoded twice (%25)`,
  'fields.default_port': ({ label, port }) => `“${label}” must not name the default port :${port}`,
  'fields.port_form': ({ label }) => `The port of “${label}” must be a number from 1 to 65535`,
  'fields.no_encoded_slash': ({ label }) => `The path of “${label}” must not have an encoded slash`,
  'fields.no_dot_segments': ({ label }) => `The path of “${label}” must not have . or ..`,
  'fields.no_semicolon': ({ label }) => `The path of “${label}” must not have a semicolon`,
  'fields.our_parameter': ({ label, name }) => `“${label}” must not bring ${name}, which is added after the login`,
  'fields.scheme_lower_case': ({ label, scheme }) => `Write ${scheme} of “${label}” in lower case: https://`,
  'fields.https_only': ({ label }) =>
    `“${label}” must begin with https:// (in the sandbox http://localhost may be used)`,
  'fields.two_slashes': ({ label, name }) => `${name}: in “${label}” must be followed by two slashes`,
  'fields.https_missing': ({ label }) =>
    `“${label}” must begin with https:// (in the sandbox http://localhost may be used)`,
  'fields.https_not_other': ({ label, name }) => `“${label}” must begin with https://, not with ${name}:`,
  'fields.no_ip': ({ label }) => `“${label}” must have a host name, not an IP address`,
  'fields.no_localhost': ({ label, host }) => `“${label}” must not be ${host}, which only this machine can reach`,
  'fields.host_lower_case': ({ label, host }) => `Write the host of “${label}” in lower case: ${host}`,
  'fields.host_no_dot': ({ label, host }) => `The host of “${label}” must not end with a dot: ${host}`,
  'fields.host_form': ({ label }) => `The host of “${label}” may have lower-case letters, digits, dots and hyphens`,
  'fields.host_incomplete': ({ label, host }) =>
    `The host of “${label}” is incomplete; write it whole, as in ${host}.example.cn`,
  'fields.web_hidden_characters': ({ label }) => `“${label}” has hidden characters`,
  'fields.web_no_spaces': ({ label }) => `“${label}” must not have spaces`,
  'fields.web_scheme_missing': ({ label, typed }) =>
    `“${label}” must begin with https:// or http://, as in https://${typed}`,
  'fields.web_host_incomplete': ({ label }) =>
    `The host of “${label}” is incomplete; write it whole, as in www.example.cn`,
  'fields.web_address_form': ({ label }) => `“${label}” must be an address that begins with https:// or http://`,
  'fields.addresses_most': ({ label, max, now }) => `“${label}” may hold ${max} addresses; there are ${now}`,
  'fields.not_normal': ({ label, url }) => `“${label}” is not in its normal form; write ${url ?? 'https://host/path'}`,
} satisfies Catalogue<AddressFacts>;
