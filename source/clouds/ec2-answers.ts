/** Ids of the questions about a machine at EC2 that the edges read, too. */
export const EC2_PROFILE = 'ec2.profile';
export const EC2_KEY_ID = 'ec2.key-id';
export const EC2_SECRET = 'ec2.secret';
