/** A new chat. */
import { ChatPage } from "@/ui/chat-page";

export default function Page() {
  return <ChatPage />;
}
