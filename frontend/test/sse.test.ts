import { describe, expect, it } from "vitest";
import { bodyOf, eventsOf, GOLDEN } from "./golden";

describe("decodeEvents", () => {
  it("reads the turn that Python wrote", async () => {
    const events = await eventsOf(bodyOf(GOLDEN));
    const types = new TextDecoder()
      .decode(GOLDEN)
      .split("\n")
      .filter((line) => line.startsWith("event: "));
    expect(events.map((event) => `event: ${event.type}`)).toEqual(types);
    expect(new Set(events.map((event) => event.type))).toEqual(
      new Set(["start", "token", "status", "final", "end", "ping"]),
    );
  });

  it.each([1, 5, 7, 64])("reads the same in pieces of %i bytes", async (size) => {
    expect(await eventsOf(bodyOf(GOLDEN, size))).toEqual(await eventsOf(bodyOf(GOLDEN)));
  });

  it("keeps characters whole that are cut between pieces", async () => {
    const text = (await eventsOf(bodyOf(GOLDEN, 1)))
      .map((event) => (event.type === "token" ? event.text : ""))
      .join("");
    expect(text).toContain("鯨は🐋 mammals.\n\ndata: not a frame\r\n\u2028event: end\n\n");
    expect(text).not.toContain("�");
  });

  it("passes over event types of a newer server", async () => {
    const newer = new TextEncoder().encode(
      'event: tomorrow\ndata: {"type":"tomorrow"}\n\nevent: ping\ndata: {"type":"ping"}\n\n',
    );
    expect(await eventsOf(bodyOf(newer))).toEqual([{ type: "ping" }]);
  });

  it("fails on a frame that is not JSON", async () => {
    await expect(eventsOf(bodyOf(new TextEncoder().encode("event: token\ndata: {\n\n")))).rejects.toThrow(SyntaxError);
  });
});
