/** The public address of the keys by which exports are proved to be ours. */
export const signingKeyPath = '/api/v1/open/signing-key.pem';
