/** The list of programs. */
import { ChatPage } from "@/ui/chat-page";

export default function Page() {
  return <ChatPage />;
}
