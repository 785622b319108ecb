/** Regions by the cities that people know. */
export const PLACES: Readonly<Record<string, string>> = {
  'us-east-1': 'Virginia, USA',
  'us-east-2': 'Ohio, USA',
  'us-west-1': 'California, USA',
  'us-west-2': 'Oregon, USA',
  'ca-central-1': 'Montreal, Canada',
  'eu-central-1': 'Frankfurt, Germany',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London, England',
  'eu-west-3': 'Paris, France',
  'eu-north-1': 'Stockholm, Sweden',
  'ap-northeast-1': 'Tokyo, Japan',
  'ap-northeast-2': 'Seoul, South Korea',
  'ap-south-1': 'Mumbai, India',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney, Australia',
  'sa-east-1': 'São Paulo, Brazil',
};
