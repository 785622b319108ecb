/** Fetches a page with certificates verified, and prints what came. Exits 1 where it can't. */
const [url] = process.argv.slice(2);
try {
  const response = await fetch(url);
  console.log(`${response.status} ${response.statusText}\n`);
  console.log(await response.text());
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  console.error(`${url} could not be fetched: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
