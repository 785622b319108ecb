import { render, Text, useInput } from 'ink';

/** The least that reads keys and shows a line. */
function Least() {
  useInput(() => {});
  return <Text>Hello</Text>;
}

render(<Least />);
