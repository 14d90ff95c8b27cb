/** A conversation. One file, `c.html`, serves every id: the client reads the id from the address. */
import { ChatPage } from "@/ui/chat-page";

export function generateStaticParams(): { id: string[] }[] {
  return [{ id: [] }];
}

export default function Page() {
  return <ChatPage />;
}
